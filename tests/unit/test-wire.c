/* Frames between processes: golden bytes, runs, and everything that breaks the grammar. */
#include "test.h"

#include "wire.h"

static struct wire fed(const void *bytes, size_t n)
{
	struct wire w;

	wire_init(&w, -1);
	wire_feed(&w, str_n(bytes, n));
	return w;
}

static void a_frame_has_these_bytes(void **state)
{
	static const unsigned char golden[] = {
		5, 0, 0, 0, /* length */
		1,	    /* version */
		3,	    /* WIRE_JOB */
		0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, /* job */
		'h', 'e', 'l', 'l', 'o'};
	struct buf b = BUF_INIT(100);

	(void)state;
	wire_put(&b, WIRE_JOB, UINT64_C(0x0102030405060708), STR("hello"));
	assert_int_equal(b.n, sizeof(golden));
	assert_memory_equal(b.p, golden, sizeof(golden));
	buf_release(&b);
}

static void a_long_message_is_a_run_of_frames(void **state)
{
	struct buf b = BUF_INIT(8 << 20), body = BUF_INIT(8 << 20);
	size_t n = 2 * WIRE_FRAME_MAX + 1, at = 0;
	struct message m;
	struct wire w;

	(void)state;
	memset(buf_room(&body, n), 'x', n);
	body.n = n;
	wire_put(&b, WIRE_BODY, 9, buf_str(&body));
	wire_put(&b, WIRE_RESULT, 9, STR("r"));
	same_int("three frames and one", b.n, n + 1 + 4 * WIRE_HEADER);
	wire_init(&w, -1);
	/* in crumbs, as a socket may deliver them */
	while (wire_next(&w, &m, NULL) == 0) {
		size_t piece = b.n - at < 70001 ? b.n - at : 70001;

		assert_true(piece > 0);
		wire_feed(&w, str_n(b.p + at, piece));
		at += piece;
	}
	same_int("type", m.type, WIRE_BODY);
	same_text("body", m.payload, buf_str(&body));
	wire_feed(&w, str_n(b.p + at, b.n - at));
	assert_int_equal(wire_next(&w, &m, NULL), 1);
	same_text("result", m.payload, STR("r"));
	assert_int_equal(wire_next(&w, &m, NULL), 0);
	wire_release(&w);
	buf_release(&b);
	buf_release(&body);
}

static void what_breaks_the_grammar_is_refused(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
	} row[] = {
		{"too long", "\x01\x00\x10\x00\x01\x03JOBJOBJO", 14},
		{"far too long", "\xff\xff\xff\xff\x01\x03JOBJOBJO", 14},
		{"version 0", "\x00\x00\x00\x00\x00\x03JOBJOBJO", 14},
		{"version 2", "\x00\x00\x00\x00\x02\x03JOBJOBJO", 14},
		{"unknown type", "\x00\x00\x00\x00\x01\x0bJOBJOBJO", 14},
		{"empty part", "\x00\x00\x00\x00\x01\x00JOBJOBJO", 14},
		{"another job in a run", "\x01\x00\x00\x00\x01\x00JOBJOBJO."
					 "\x01\x00\x00\x00\x01\x03jobjobjo.", 30},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct wire w = fed(row[i].bytes, row[i].n);
		struct message m;

		same_int(row[i].name, wire_next(&w, &m, NULL), ERR_PROTO);
		wire_release(&w);
	}
}

static void a_part_of_a_frame_is_waited_for(void **state)
{
	static const char bytes[] = "\x05\x00\x00\x00\x01\x03JOBJOBJOhello";

	(void)state;
	for (size_t n = 0; n < sizeof(bytes) - 1; n++) {
		struct wire w = fed(bytes, n);
		struct message m;

		same_int("incomplete", wire_next(&w, &m, NULL), 0);
		wire_release(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_frame_has_these_bytes),
		T(a_long_message_is_a_run_of_frames),
		T(what_breaks_the_grammar_is_refused),
		T(a_part_of_a_frame_is_waited_for),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
