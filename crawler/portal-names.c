/* Names of portals and columns from their addresses, and finding a portal's file again. */
#include "crawler/portal-file.h"

#include "config-yaml.h"

#include "base/digest.h"
#include "base/fs.h"

#include <stdlib.h>

/* ---- ids ---- */

static struct str host_of(struct str url, struct str *path)
{
	size_t at = str_find(url, STR("://"), 0), end;
	struct str rest = at == SIZE_MAX ? url : str_sub(url, at + 3, url.n);

	for (end = 0; end < rest.n && !strchr("/?#", rest.p[end]); end++)
		;
	*path = str_sub(rest, end, rest.n);
	return str_sub(rest, 0, end);
}

/* Letters and digits in lower case, runs of anything else as one hyphen. */
static void slug(struct str s, struct buf *b)
{
	for (size_t i = 0; i < s.n && b->n < 40; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_alnum(c))
			buf_addc(b, (char)to_lower(c));
		else if (b->n > 0 && b->p[b->n - 1] != '-')
			buf_addc(b, '-');
	}
	while (b->n > 0 && b->p[b->n - 1] == '-')
		buf_cut(b, b->n - 1);
}

static const char *slug_or_hash(
	struct buf *b, struct str whole, char letter, struct arena *a)
{
	const char *id;

	if (b->n == 0)
		buf_addf(b, "%c%08llx", letter,
			(unsigned long long)hash64_of(whole) & 0xFFFFFFFF);
	id = arena_cstr(a, buf_str(b));
	buf_release(b);
	return id;
}

const char *portal_id_of(struct str home, struct arena *a)
{
	static const char *const ends[] = {
		".gov.cn", ".org.cn", ".com.cn", ".cn", ".com", ".org"};
	struct buf b = BUF_INIT(100);
	struct str path, host = host_of(home, &path);

	if (str_starts_nocase(host, STR("www.")))
		host = str_sub(host, 4, host.n);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (host.n > strlen(ends[i]) && str_ends_nocase(host, str_of(ends[i]))) {
			host.n -= strlen(ends[i]);
			break;
		}
	slug(host, &b);
	return slug_or_hash(&b, home, 'p', a);
}

static bool tells_nothing(struct str s)
{
	static const char *const names[] = {
		"index", "list", "default", "col", "gkmlpt", "node"};
	size_t dot = str_findc(s, '.', 0);

	s = str_sub(s, 0, dot == SIZE_MAX ? s.n : dot);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(s, str_of(names[i])))
			return true;
	return s.n == 0;
}

const char *column_id_of(struct str url, struct arena *a)
{
	struct buf b = BUF_INIT(100);
	struct str path, part, last = STR_NONE, query = STR_NONE;
	size_t mark;

	host_of(url, &path);
	mark = str_findc(path, '?', 0);
	if (mark != SIZE_MAX) {
		query = str_sub(path, mark + 1, path.n);
		path = str_sub(path, 0, mark);
	}
	while (str_cut(&path, '/', &part))
		if (!tells_nothing(part))
			last = part;
	mark = str_rfindc(last, '.');
	slug(mark != SIZE_MAX && mark > 0 ? str_sub(last, 0, mark) : last, &b);
	if (query.n > 0) {
		if (b.n > 0)
			buf_addc(&b, '-');
		slug(query, &b);
	}
	return slug_or_hash(&b, url, 'c', a);
}

/* ---- finding a portal again ---- */

static const char *text_of(const struct ynode *tree, const char *key, struct arena *a)
{
	const struct ynode *v = ynode_get(tree, key);

	return v && v->kind == YNODE_SCALAR ? arena_cstr(a, v->text) : "";
}

static bool read_head(const char *path, struct portal_file *out, struct arena *a)
{
	struct buf b = BUF_INIT(YAML_FILE_MAX);
	struct config_faults f = {0};
	struct arena tmp = ARENA_INIT;
	struct ynode *tree = NULL;

	if (fs_read(path, &b, NULL) == 0)
		tree = yaml_tree(path, buf_str(&b), &tmp, &f);
	if (tree)
		*out = (struct portal_file){arena_cstr(a, str_of(path)),
			text_of(tree, "portal", a), text_of(tree, "home", a),
			text_of(tree, "site_code", a)};
	arena_release(&tmp);
	config_faults_release(&f);
	buf_release(&b);
	return tree && out->id[0];
}

int portal_files(const char *dir, struct portal_file **out, size_t *n, struct arena *a,
	struct err *e)
{
	char *pattern = fs_join(dir, "*.yaml"), **paths = NULL;
	size_t npaths = 0, count = 0;
	int rc = fs_glob(pattern, &paths, &npaths, e);

	free(pattern);
	if (rc < 0)
		return rc;
	*out = arena_array(a, npaths, sizeof(**out));
	for (size_t i = 0; i < npaths; i++)
		count += read_head(paths[i], &(*out)[count], a);
	*n = count;
	fs_list_free(paths, npaths);
	return 0;
}

const struct portal_file *portal_file_of(const struct portal_file *list, size_t n,
	const struct portal_entry *p)
{
	struct str path;

	for (size_t i = 0; i < n; i++)
		if (p->site_code[0] && streq(p->site_code, list[i].site_code))
			return &list[i];
	for (size_t i = 0; i < n; i++)
		if (!(p->site_code[0] && list[i].site_code[0]) &&
			str_eq_nocase(host_of(str_of(p->home), &path),
				host_of(str_of(list[i].home), &path)))
			return &list[i];
	return NULL;
}
