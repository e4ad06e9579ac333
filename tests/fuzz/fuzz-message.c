/* A payload of anything: texts, table and mail are made of it, and stay well-formed. */
#include "base/fs.h"
#include "base/utf8.h"
#include "monitor/message.h"
#include "monitor/receiver.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const kinds[] = {"problem", "digest", "notice", "weekly", "report", "test",
	"heartbeat", "recovery"};

/* Lines of RFC 5322 2.1.1: ended by CRLF and by nothing else, 998 bytes at most; those of the
 * header and of base64 bodies are folded at 78 unless they hold one word that cannot be. */
static void check_lines(struct str mail)
{
	struct str line;
	size_t at = 0;

	while (at < mail.n) {
		size_t end = str_find(mail, STR("\r\n"), at);

		if (end == SIZE_MAX)
			abort();
		line = str_sub(mail, at, end - at);
		if (line.n > 998 || str_findc(line, '\n', 0) != SIZE_MAX ||
			str_findc(line, '\r', 0) != SIZE_MAX ||
			(line.n > 78 && str_findc(str_trim(line), ' ', 0) != SIZE_MAX))
			abort();
		at = end + 2;
	}
}

static void write_all(struct message *m)
{
	const char *to[] = {"office@a.test"};
	struct buf mail = BUF_INIT((size_t)16 << 20), json = BUF_INIT((size_t)16 << 20);

	message_attach(m, "csv", NULL);
	message_mail(m, "web@a.test", NULL, to, 1, &mail, NULL);
	message_json(&json, m);
	check_lines(buf_str(&mail));
	for (size_t i = 0; i < mail.n; i++)
		if ((unsigned char)mail.p[i] > 0x7e)
			abort();
	if (!utf8_valid(buf_str(&json)) || str_findc(m->subject, '\n', 0) != SIZE_MAX ||
		str_findc(buf_str(&json), '\n', 0) != SIZE_MAX)
		abort();
	buf_release(&mail);
	buf_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct config config = {.file = "", .language = "zh", .contact = "", .zone = zone_utc()};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct alert x = {.seq = 1, .receiver = STR("office"), .kind = str_of(kinds[i]),
			.message_id = STR("<a@b>"), .payload = str_n((const char *)data, n)};
		struct message m;

		if (message_make(&m, &x, &config, 0, NULL) == 0)
			write_all(&m);
		message_release(&m);
	}
	return 0;
}
