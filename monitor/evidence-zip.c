/* Writing a ZIP archive in memory. */
#include "evidence-zip.h"

#include <zip.h>

#define NAME_MAX_BYTES 200
#define DOS_FIRST_YEAR 1980

static bool part_fits(struct str part)
{
	if (!part.n || str_eqc(part, ".") || str_eqc(part, ".."))
		return false;
	for (size_t i = 0; i < part.n; i++)
		if (!is_alnum((unsigned char)part.p[i]) && !strchr("-_.", part.p[i]))
			return false;
	return true;
}

static bool name_fits(struct str name)
{
	struct str rest = name, part;

	if (!name.n || name.n > NAME_MAX_BYTES)
		return false;
	while (str_cut(&rest, '/', &part))
		if (!part_fits(part))
			return false;
	return true;
}

struct dos_time {
	zip_uint16_t time, date;
};

static struct dos_time dos_time_of(int64_t time_ms, const struct zone *z)
{
	struct civil c;

	civil_of(time_ms, z, &c);
	if (c.year < DOS_FIRST_YEAR || c.year > DOS_FIRST_YEAR + 127)
		c = (struct civil){.year = DOS_FIRST_YEAR, .month = 1, .day = 1};
	return (struct dos_time){
		.time = (zip_uint16_t)(c.hour << 11 | c.minute << 5 | c.second / 2),
		.date = (zip_uint16_t)((c.year - DOS_FIRST_YEAR) << 9 | c.month << 5 | c.day)};
}

static int add(zip_t *zip, const struct zip_part *p, struct dos_time when, struct err *e)
{
	zip_source_t *source;
	char name[NAME_MAX_BYTES + 1];
	zip_int64_t at;

	if (!name_fits(p->name))
		return err_set(e, ERR_INVAL, "a name that does not fit into an archive: '%.*s'",
			STR_ARG(p->name));
	memcpy(name, p->name.p, p->name.n);
	name[p->name.n] = '\0';
	source = zip_source_buffer(zip, p->data.n ? p->data.p : "", p->data.n, 0);
	if (!source)
		return err_set(e, ERR_IO, "archive: %s", zip_strerror(zip));
	at = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
	if (at < 0) {
		zip_source_free(source);
		return err_set(e, ERR_INVAL, "archive: '%s': %s", name, zip_strerror(zip));
	}
	if (zip_file_set_dostime(zip, (zip_uint64_t)at, when.time, when.date, 0) < 0 ||
		zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_DEFLATE, 0) < 0)
		return err_set(e, ERR_IO, "archive: %s", zip_strerror(zip));
	return 0;
}

/* The finished archive out of its source. */
static int take_out(zip_source_t *to, struct buf *b, struct err *e)
{
	char piece[65536];
	zip_int64_t n;

	if (zip_source_open(to) < 0)
		return err_set(e, ERR_IO, "cannot read an archive back");
	while ((n = zip_source_read(to, piece, sizeof(piece))) > 0)
		buf_add(b, piece, (size_t)n);
	zip_source_close(to);
	if (n < 0)
		return err_set(e, ERR_IO, "cannot read an archive back");
	return buf_ok(b) ? 0 : err_set(e, ERR_TOOBIG, "archive over %zu bytes", b->max);
}

int zip_write(const struct zip_part *parts, size_t n, int64_t time_ms, const struct zone *z,
	struct buf *b, struct err *e)
{
	struct dos_time when = dos_time_of(time_ms, z);
	zip_error_t why;
	zip_source_t *to;
	zip_t *zip;
	int rc = 0;

	zip_error_init(&why);
	to = zip_source_buffer_create(NULL, 0, 0, &why);
	zip = to ? zip_open_from_source(to, ZIP_TRUNCATE, &why) : NULL;
	if (!zip) {
		rc = err_set(e, ERR_IO, "cannot begin an archive: %s", zip_error_strerror(&why));
		zip_source_free(to);
		zip_error_fini(&why);
		return rc;
	}
	zip_source_keep(to);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = add(zip, &parts[i], when, e);
	if (rc == 0 && zip_close(zip) < 0)
		rc = err_set(e, ERR_IO, "archive: %s", zip_strerror(zip));
	else if (rc == 0)
		zip = NULL;
	if (zip)
		zip_discard(zip);
	if (rc == 0)
		rc = take_out(to, b, e);
	zip_source_free(to);
	zip_error_fini(&why);
	return rc;
}
