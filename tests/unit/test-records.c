/* Golden bytes: every type of record that was ever stored stays readable.
 *
 * tests/data/records/NAME.hex holds a record made from its table alone: each member gets
 * a value that follows from its tag. Its first line says up to which tag each type was
 * filled, so that members added later do not disturb it. A file is never changed once it
 * was released; `test-records --write` makes those that are missing. */
#include "test.h"

#include "crawler/pages.h"
#include "monitor/duty-ledger.h"
#include "monitor/person-mark.h"
#include "monitor/rectification.h"

extern const struct record_type record_body, record_line;

static const struct record_type *const types[] = {
	&record_measure, &record_address, &record_page_links, &record_portal_state,
	&record_notice, &record_version, &record_column_state, &record_event,
	&record_request, &record_gap, &record_notice_count, &record_measure_day,
	&record_manifest, &record_incident, &record_incident_entry, &record_alert,
	&record_delivery, &record_rectification, &record_body, &record_line,
	&record_own_line, &record_visits_of_day,
	&record_page_text, &record_duty_number, &record_duty_tick,
	&record_file_state, &record_column_noise, &record_probe_day, &record_link_past,
	&record_person_mark,
};

struct limit {
	struct str name;
	int64_t tag;
};
struct limits {
	struct limit list[40];
	size_t n;
};

static int64_t limit_of(const struct limits *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eqc(l->list[i].name, name))
			return l->list[i].tag;
	return l->n ? 0 : INT32_MAX;
}

static const char *short_name(const struct record_type *t)
{
	const char *space = strrchr(t->name, ' ');

	return space ? space + 1 : t->name;
}

static void fill(const struct record_type *t, void *rec, const struct limits *l,
	struct arena *a);

static void fill_field(const struct field *f, unsigned char *p, unsigned char *rec,
	const struct limits *l, struct arena *a)
{
	int64_t v = f->tag % 2 ? (int64_t)f->tag * 1000 + 7 : -(int64_t)f->tag * 100;
	int32_t i32 = (int32_t)v;
	uint32_t u32 = f->tag + 0x80000000;
	uint64_t u64 = f->tag + ((uint64_t)1 << 40);
	double d = (double)f->tag + 0.5;
	struct str s;
	size_t n = 2;
	unsigned char *items;

	switch (f->kind) {
	case FIELD_BOOL: *p = 1; return;
	case FIELD_I32: memcpy(p, &i32, sizeof(i32)); return;
	case FIELD_U32: memcpy(p, &u32, sizeof(u32)); return;
	case FIELD_I64: v *= 1000000; memcpy(p, &v, sizeof(v)); return;
	case FIELD_U64: memcpy(p, &u64, sizeof(u64)); return;
	case FIELD_DOUBLE: memcpy(p, &d, sizeof(d)); return;
	case FIELD_STR:
		s = arena_strf(a, "文%u", f->tag);
		memcpy(p, &s, sizeof(s));
		return;
	case FIELD_BYTES:
		for (size_t i = 0; i < f->size; i++)
			p[i] = (unsigned char)(f->tag + i);
		return;
	case FIELD_RECORD: fill(f->of, p, l, a); return;
	case FIELD_LIST:
		items = arena_array(a, n, f->of->size);
		for (size_t i = 0; i < n; i++)
			fill(f->of, items + i * f->of->size, l, a);
		memcpy(p, &items, sizeof(items));
		memcpy(rec + f->count_offset, &n, sizeof(n));
		return;
	}
}

static void fill(const struct record_type *t, void *rec, const struct limits *l,
	struct arena *a)
{
	int64_t limit = limit_of(l, short_name(t));

	memset(rec, 0, t->size);
	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].tag <= limit)
			fill_field(&t->fields[i], (unsigned char *)rec + t->fields[i].offset, rec,
				l, a);
}

static void add_limits(const struct record_type *t, struct buf *b)
{
	uint32_t last = 0;

	for (size_t i = 0; i < t->nfields; i++)
		last = t->fields[i].tag > last ? t->fields[i].tag : last;
	buf_addf(b, "%s%s %u", b->n ? " " : "", short_name(t), last);
	for (size_t i = 0; i < t->nfields; i++)
		if (t->fields[i].of)
			add_limits(t->fields[i].of, b);
}

static void add_hex(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addf(out, "%02x%s", (unsigned char)s.p[i],
			i % 40 == 39 && i + 1 < s.n ? "\n" : "");
}

static void take_limits(struct str line, struct limits *l)
{
	struct str name, number;

	while (l->n < ROWS(l->list) && str_cut(&line, ' ', &name) &&
		str_cut(&line, ' ', &number)) {
		l->list[l->n].name = name;
		assert_true(str_int(number, 1, 1000, &l->list[l->n].tag));
		l->n++;
	}
}

static struct buf bytes_of_hex(struct str hex)
{
	struct buf b = BUF_INIT(1 << 20);

	for (size_t i = 0; i < hex.n; i++) {
		int hi = hex_value((unsigned char)hex.p[i]);

		if (hi >= 0 && i + 1 < hex.n)
			buf_addc(&b, (char)(hi << 4 | hex_value((unsigned char)hex.p[++i])));
	}
	return b;
}

static void check_type(const struct record_type *t)
{
	struct arena a = ARENA_INIT;
	struct buf name = BUF_INIT(200), text, golden, got = BUF_INIT(1 << 20);
	struct limits l = {0};
	struct str rest, head;
	void *want = mem_alloc(t->size), *read = mem_alloc(t->size);
	struct err e = {0};

	buf_addf(&name, "records/%s.hex", short_name(t));
	text = test_file(buf_cstr(&name));
	rest = buf_str(&text);
	str_cut(&rest, '\n', &head);
	take_limits(head, &l);
	golden = bytes_of_hex(rest);
	if (record_read(t, buf_str(&golden), read, &a, &e))
		fail_msg("%s: %s", t->name, e.text);
	fill(t, want, &l, &a);
	record_write(t, want, &got);
	got.p[0] = golden.p[0]; /* an older version is read, not written */
	if (!str_eq(buf_str(&got), buf_str(&golden)))
		fail_msg("%s: other bytes than in %s", t->name, buf_cstr(&name));
	buf_clear(&got);
	record_write(t, read, &got);
	got.p[0] = golden.p[0];
	if (!str_eq(buf_str(&got), buf_str(&golden)))
		fail_msg("%s: read back differently", t->name);
	golden.p[0] = (char)(t->version + 1);
	same_int(t->name, record_read(t, buf_str(&golden), read, &a, &e), ERR_VERSION);
	free(want);
	free(read);
	buf_release(&name);
	buf_release(&text);
	buf_release(&golden);
	buf_release(&got);
	arena_release(&a);
}

static void every_record_ever_stored_is_readable(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(types); i++)
		check_type(types[i]);
}

static void tags_are_unique_and_members_lie_inside(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(types); i++)
		for (size_t k = 0; k < types[i]->nfields; k++) {
			assert_true(types[i]->fields[k].offset < types[i]->size);
			for (size_t m = 0; m < k; m++)
				if (types[i]->fields[m].tag == types[i]->fields[k].tag ||
					types[i]->fields[m].offset == types[i]->fields[k].offset)
					fail_msg("%s: row %zu", types[i]->name, k);
		}
}

static int write_missing(void)
{
	for (size_t i = 0; i < ROWS(types); i++) {
		struct arena a = ARENA_INIT;
		struct buf name = BUF_INIT(500), text = BUF_INIT(1 << 20), bytes = BUF_INIT(1 << 20);
		struct limits none = {0};
		void *rec = mem_alloc(types[i]->size);
		struct err e = {0};

		buf_addf(&name, "%s/records/%s.hex", TEST_DATA, short_name(types[i]));
		fill(types[i], rec, &none, &a);
		record_write(types[i], rec, &bytes);
		add_limits(types[i], &text);
		buf_addc(&text, '\n');
		add_hex(&text, buf_str(&bytes));
		buf_addc(&text, '\n');
		if (!fs_exists(buf_cstr(&name)) &&
			fs_write_fast(buf_cstr(&name), buf_str(&text), 0644, &e))
			fprintf(stderr, "%s\n", e.text);
		free(rec);
		buf_release(&name);
		buf_release(&text);
		buf_release(&bytes);
		arena_release(&a);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(every_record_ever_stored_is_readable),
		T(tags_are_unique_and_members_lie_inside),
	};

	if (argc > 1 && streq(argv[1], "--write"))
		return write_missing();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
