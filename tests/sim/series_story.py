"""What happens to the notices of series.py, thrown by dice, and what has to be told of it."""
import datetime

FIRST = datetime.date(2026, 1, 5)
HOUR, DAY = 3600, 86400
ACTS = ['text', 'title', 'retitle', 'redate', 'file', 'swap', 'withdraw', 'move', 'republish', 'delist', 'pin', 'order', 'restore',
        'cut']
LIST_NOISE = ['half', 'cut', 'halfclosed', 'lie', 'shell', 'session', 'length', 'stale']


def moment(day, clock='08:00'):
    return datetime.datetime.fromisoformat('%sT%s:00+08:00' % (FIRST + datetime.timedelta(day), clock))


class Story:
    """What happens, and what has to be told of it: [kind, column, path, from, to], times in seconds."""

    def __init__(self, portal, days):
        self.p, self.dice, self.days, self.want = portal, portal.dice, days, []
        self.drift, self.quiet = {}, []  # redesigns by column; spans in which nothing can be read
        self.away, self.pinned, self.log = [], [], []
        self.later, self.cuts = {}, []  # by day; (column, time) of lists that show half from now on

    def expect(self, kind, n, day, within_days):
        self.want.append([kind, n.column.id, n.path, moment(day).timestamp(),
                          moment(day).timestamp() + within_days * DAY + 10 * HOUR])
        self.log.append((day, kind, n.column.id, n.path))

    def visit_days(self, n, day):
        """How long its page may stay unread: seen first a week ago it is asked weekly."""
        return 2 if day - max(n.born, 0) < 6 else 9

    def day_begins(self, day):
        for c in self.p.columns.values():
            if day and (day % c.step == 0 or self.dice.random() < 0.03):
                for _ in range(self.dice.choice([1, 1, 1, 2, 3])):
                    n = self.p.publish(c, day)
                    self.expect('notice.new', n, day, 1)
        for act in self.later.pop(day, []):
            act()
        if 1 < day:
            for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
                getattr(self, 'do_' + self.dice.choice(ACTS))(day)

    def pick(self, day, margin, test=lambda n: True):
        """A notice that was read, is there, and to which nothing happens just now."""
        if day > self.days - margin:
            return None
        found = [n for n in self.p.all() if n.listed and n.page == 'there' and n.seen and n.born < day - 1 and
                 n.busy < day and not n.pinned and test(n)]
        return self.dice.choice(found) if found else None

    def on_first(self, n, rows=0):
        shown = n.column.first_page()
        return n in shown[:max(0, len(shown) - rows)]

    def taken(self, n, day, days):
        n.busy = day + days
        return n

    def do_text(self, day):
        n = self.pick(day, 11)
        if n:
            self.taken(n, day, 11)
            i = self.dice.randrange(1, 4)
            before = n.text[i]
            n.text[i] = self.dice.choice([n.text[i].replace('，', '，市直各部门、', 1), n.text[i][:-1] + '，逾期不予受理。',
                                          '（此条已废止）', n.text[i].replace('、', '、另行通知，', 1)])
            if n.text[i] == before:
                n.text[i] += '（更正）'
            self.expect('notice.changed', n, day, self.visit_days(n, day))

    def do_title(self, day):
        n = self.pick(day, 4, lambda n: self.on_first(n, 4) and n.column.id != 'sitemap' and not n.column.same_title)
        if n:
            self.taken(n, day, 11)
            n.title = self.dice.choice(['（更新）%s', '%s（修订稿）', '紧急：%s']) % n.title
            self.expect('notice.changed', n, day, 2)

    def do_retitle(self, day):
        """Twice within days; the second time, in half of the cases, back to what it was."""
        n = self.pick(day, 13, lambda n: self.on_first(n, 4) and n.column.id != 'sitemap' and not n.column.same_title)
        if not n:
            return
        titles = [n.title + '（征求意见稿）', self.dice.choice([n.title, n.title + '（送审稿）'])]

        def edit():
            n.title = titles.pop(0)
            self.expect('notice.changed', n, day if titles else after, 9)
        self.taken(n, day, 14)
        after = day + self.dice.choice([1, 2])
        self.later.setdefault(after, []).append(edit)
        edit()

    def do_redate(self, day):
        n = self.pick(day, 4, lambda n: self.on_first(n, 4) and n.column.id not in ('table', 'sitemap'))
        if n:
            self.taken(n, day, 11)
            n.date -= datetime.timedelta(self.dice.choice([1, 3, 20, 200]))
            # the list of a feed states when an entry was touched; its page says the rest
            self.expect('notice.redated', n, day, self.visit_days(n, day) if n.column.id == 'atom' else 2)

    def do_file(self, day):
        n = self.pick(day, 11, lambda n: n.file)
        if n:
            self.taken(n, day, 11)
            self.p.files[n.file] += b' exchanged on day %d' % day
            self.expect('notice.changed', n, day, self.visit_days(n, day) + 1)

    def do_swap(self, day):
        """Another file under the same name, at another address."""
        n = self.pick(day, 11, lambda n: n.file)
        if n:
            self.taken(n, day, 11)
            self.p.files[n.file + 'x.pdf'] = self.p.files[n.file] + b' another on day %d' % day
            n.file += 'x.pdf'
            self.expect('notice.changed', n, day, self.visit_days(n, day) + 1)

    def elsewhere(self, n, born):
        """The same one at another address."""
        self.p.number += 1
        other = type(n)(n.column, self.p.number, born, n.title, list(n.text))
        other.date, other.file = n.date, n.file
        return self.p.put_up(n.column, other)

    def do_move(self, day):
        n = self.pick(day, 6, lambda n: self.on_first(n, 4) and n.column.id != 'sitemap' and not n.column.same_title and
                      sum(x.title == n.title for x in n.column.notices) == 1)
        if n:
            self.taken(n, day, 99)
            other = self.taken(self.elsewhere(n, n.born), day, 11)
            n.listed, n.page = False, self.dice.choice([other.path, '404', '410'])
            self.expect('notice.moved', other, day, 2)

    def do_republish(self, day):
        """Withdrawn, and put up days later at another address."""
        n = self.pick(day, 12, lambda n: self.on_first(n, 4) and (n.date - FIRST).days > day - 5)
        if not n:
            return
        self.taken(n, day, 99)
        n.listed, n.page = False, self.dice.choice([self.p.unknown, '404', '410'])
        self.expect('notice.withdrawn', n, day, 2)

        def again():
            kind = 'notice.new' if n.column.id in ('sitemap', 'table') else 'notice.moved'  # without a day nobody can tell
            self.expect(kind, self.taken(self.elsewhere(n, day + 4), day, 14), day + 4, 1)
        self.later.setdefault(day + 4, []).append(again)

    def do_cut(self, day):
        """From now on it shows half as many, and nothing behind them; Hanweb's pages say that there is more."""
        c = self.dice.choice(list(self.p.columns.values()))
        if c.pager != 'none' or c.id == 'hanweb' or c.shifted or c.per_page < 12 or len(c.shown()) < c.per_page or day > self.days - 7 or (
                self.dice.random() < 0.7):
            return
        if any(n.busy > day for n in c.first_page()):  # two things at once could not be told apart
            return
        c.shifted = -(c.per_page // 2)
        self.cuts.append((c.id, moment(day).timestamp()))

    def do_withdraw(self, day):
        n = self.pick(day, 12)
        if n:
            self.taken(n, day, 14)
            n.page = self.dice.choice([self.p.unknown, '404', '410'])
            first = self.on_first(n, 4)
            n.listed = not first or self.dice.random() < 0.2
            self.expect('notice.withdrawn', n, day, 2 if not n.listed else self.visit_days(n, day) + 1)
            self.away.append(n)

    def do_delist(self, day):
        n = self.pick(day, 6, lambda n: self.on_first(n, 5) and 'shuffle' not in n.column.noise and n.column.per_page < 3 * len(n.column.shown()))
        if n:
            self.taken(n, day, 14)
            n.listed = False
            self.expect('notice.delisted', n, day, 3)
            self.away.append(n)

    def do_restore(self, day):
        n = next((n for n in self.away if n.busy < day), None)
        if n and day < self.days - 12:
            self.away.remove(n)
            self.taken(n, day, 11)
            back_on = n.page == 'there'
            n.listed, n.page = True, 'there'
            if back_on and not self.on_first(n):  # off the first page it cannot be seen to be back
                n.listed = False
                return
            self.expect('notice.reappeared', n, day, self.visit_days(n, day) + 1)

    def do_pin(self, day):
        if self.pinned and self.dice.random() < 0.6:
            self.pinned.pop(0).pinned = False
            return
        n = self.pick(day, 2, lambda n: n.column.platform.type.startswith('text/html'))
        if n and sum(x.pinned for x in n.column.notices) < 3:
            n.pinned = True
            self.pinned.append(n)

    def do_order(self, day):
        """Without days, or without older pages beside half a list, nobody could tell what left."""
        c = self.dice.choice(list(self.p.columns.values()))
        if c.pager != 'none' and c.id != 'table':
            c.noise ^= {'shuffle'}

    # --- what only seems to happen ---

    def accident(self, day):
        """[(column or None, name, first round, rounds)] for the day."""
        if day < 2 or self.dice.random() < 0.45:
            return []
        return [(self.dice.choice(list(self.p.columns.values())), self.dice.choice(LIST_NOISE),
                 self.dice.randrange(4), self.dice.choice([1, 1, 2, 3]))]

    def redesign(self, day):
        c = self.dice.choice(list(self.p.columns.values()))
        if day > 3 and self.dice.random() < 0.03 and c.platform.type.startswith('text/html'):
            c.style = day
            self.drift[c.id] = self.drift.get(c.id, 0) + 1

    def length(self, c):
        """Another length of page; without older pages more may be shown for the first time, which nobody can tell."""
        if c.pager != 'none':
            c.shifted = self.dice.choice([-3, -2, 2, 5, 5, 0])
