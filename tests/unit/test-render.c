/* External renderers: how many run at a time, and for how long. Time is what the test says. */
#include "test.h"

#include "base/clock.h"
#include "base/fs.h"
#include "render.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define N 3
#define WAIT_MS 60000 /* for processes to begin and end, on a busy machine */

struct seen {
	int n;
	char text[500]; /* "ticket:reason or body;" */
};

static void note(void *ctx, uint64_t ticket, struct str order, struct str body,
	const char *reason)
{
	struct seen *s = ctx;
	size_t at = strlen(s->text);

	same_text("order", order, STR("order"));
	s->n++;
	snprintf(s->text + at, sizeof(s->text) - at, "%d:%.*s;", (int)ticket,
		reason ? (int)strlen(reason) : (int)body.n, reason ? reason : body.p);
}

struct place {
	char dir[100];
	struct loop *loop;
	struct renders *renders;
	struct seen seen;
	int64_t end_ms; /* of the real clock: the test gives up */
};

static void prepare(struct place *p)
{
	struct err e;

	*p = (struct place){.dir = "/tmp/pw-render-XXXXXX"};
	assert_non_null(mkdtemp(p->dir));
	assert_int_equal(loop_open(&p->loop, &e), 0);
	p->renders = renders_open(p->loop, note, &p->seen);
	p->end_ms = clock_mono_ms() + WAIT_MS;
}

static void clear(struct place *p)
{
	char command[200];

	renders_close(p->renders);
	loop_close(p->loop);
	snprintf(command, sizeof(command), "rm -r %s", p->dir);
	assert_int_equal(system(command), 0);
}

static void file_in(const struct place *p, char out[200], int i)
{
	snprintf(out, 200, "%s/%d", p->dir, i);
}

static bool began(const struct place *p, int i)
{
	char name[200];

	file_in(p, name, i);
	return access(name, F_OK) == 0;
}

/* Turns at this time until enough have been told, or while one has not begun. */
static void turn(struct place *p, int64_t now_ms, int told, int begun)
{
	struct err e;

	do {
		renders_turn(p->renders, now_ms);
		assert_int_equal(loop_turn(p->loop, 5, &e), 0);
		if (clock_mono_ms() > p->end_ms)
			fail_msg("gave up with '%s'", p->seen.text);
	} while (p->seen.n < told || (begun >= 0 && !began(p, begun)));
}

/* A renderer that says it began, by the file named as its address, and goes on for ever. */
static void add_endless(struct place *p)
{
	char name[200], command[300];
	struct err e;

	snprintf(name, sizeof(name), "%s/endless", p->dir);
	assert_int_equal(fs_write_fast(name, STR("echo >\"$1\"\nexec sleep 100000\n"), 0644, &e), 0);
	snprintf(command, sizeof(command), "/bin/sh %s", name);
	for (int i = 0; i < N; i++) {
		file_in(p, name, i);
		renders_add(p->renders, (uint64_t)i, str_of(command), str_of(name), STR("order"));
	}
}

static void two_run_at_a_time_for_half_a_minute(void **state)
{
	struct place p;

	(void)state;
	prepare(&p);
	add_endless(&p);
	turn(&p, 0, 0, 0);
	turn(&p, 0, 0, 1);
	turn(&p, RENDER_MS - 1, 0, -1);
	assert_false(began(&p, 2));
	same_text("nobody is late", str_of(p.seen.text), STR(""));
	turn(&p, RENDER_MS, 2, 2);
	assert_true(streq(p.seen.text, "0:render-timeout;1:render-timeout;") ||
		streq(p.seen.text, "1:render-timeout;0:render-timeout;"));
	turn(&p, 2 * RENDER_MS - 1, 2, -1);
	same_int("the third has its own time", p.seen.n, 2);
	turn(&p, 2 * RENDER_MS, 3, -1);
	assert_non_null(strstr(p.seen.text, "2:render-timeout;"));
	clear(&p);
}

static void what_it_prints_is_the_page(void **state)
{
	struct place p;

	(void)state;
	prepare(&p);
	renders_add(p.renders, 7, STR("/bin/echo page of"), STR("http://a/"), STR("order"));
	turn(&p, 0, 1, -1);
	same_text("printed", str_of(p.seen.text), STR("7:page of http://a/\n;"));
	renders_add(p.renders, 8, STR("/bin/true"), STR("http://a/"), STR("order"));
	turn(&p, 0, 2, -1);
	assert_non_null(strstr(p.seen.text, "8:render-empty;"));
	renders_add(p.renders, 9, STR("/no/such/program"), STR("http://a/"), STR("order"));
	turn(&p, 0, 3, -1);
	assert_non_null(strstr(p.seen.text, "9:render-failed;"));
	clear(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(two_run_at_a_time_for_half_a_minute),
		T(what_it_prints_is_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
