/* Rows of an office's list to portals and columns. */
#include "crawler/import.h"

#define HEADING_ROWS 30 /* titles and notes above the headings */

enum field { F_NAME, F_CODE, F_HOME, F_COLUMN, F_URL, F_CLASS, F_PERIOD, F_UNIT, F_PERSON,
	F_MAIL, F_PHONE, F_BASIS, F_ORGANISER, F_REGION, NFIELDS };

/* Headings as they are met, without spaces and brackets, lower case; | between. */
static const char *const aliases[NFIELDS] = {
	[F_NAME] = "网站名称|网站|站点名称|站点|门户名称|门户|平台名称|政府网站名称|site|"
		   "sitename|"
		   "portal|website",
	[F_CODE] =
		"网站标识码|标识码|政府网站标识码|站点标识码|网站编码|sitecode|site_code",
	[F_HOME] = "首页网址|网站首页|网站网址|网站地址|首页地址|网站域名|域名|首页|主页|"
		   "首页链接|"
		   "网站链接|home|homepage",
	[F_COLUMN] = "栏目名称|栏目|信息栏目|公开栏目|栏目频道|频道|column|columnname",
	[F_URL] = "网址|栏目网址|栏目地址|栏目链接|链接|链接地址|网页地址|地址|url|link|"
		  "address",
	[F_CLASS] = "栏目类别|类别|栏目类型|栏目分类|分类|类型|class|category",
	[F_PERIOD] =
		"更新周期|更新频率|更新频次|更新要求|更新时限|公开时限|周期|频率|period|"
		"frequency",
	[F_UNIT] = "责任单位|责任部门|维护单位|保障单位|承办单位|单位|部门|责任科室|"
		   "责任处室|unit|"
		   "department",
	[F_PERSON] = "责任人|联系人|负责人|责任人姓名|person|contact",
	[F_MAIL] = "邮箱|电子邮箱|邮件|联系邮箱|邮箱地址|email|e-mail|mail",
	[F_PHONE] = "电话|联系电话|手机|联系方式|phone|telephone",
	[F_BASIS] = "公开依据|依据|法律依据|政策依据|basis",
	[F_ORGANISER] = "主办单位|主管单位|organiser|organizer",
	[F_REGION] = "地区|行政区划|所属地区|区域|region",
};

const char *const import_headings[] = {"网站名称", "网站标识码", "栏目名称", "网址",
	"栏目类别", "更新周期", "责任单位", "责任人", "邮箱", "公开依据", NULL};
const char *const import_example[] = {"示例市人民政府", "9900000001", "通知公告",
	"http://www.example.gov.cn/tzgg/index.html", "通知公告", "两周内", "市政府办公室",
	"张三", "web@example.gov.cn", "", NULL};

struct work {
	struct import *out;
	struct arena *a;
	int field_of[SHEET_COLUMNS_MAX]; /* enum field, -1 none */
	size_t cap_portals, cap_flags;
	struct grow {
		size_t columns, units;
	} *cap; /* by portal */
	size_t cap_cap;
};

/* ---- headings ---- */

static struct str heading_bare(struct str s, char out[64])
{
	static const char *const drop[] = {
		" ", "\t", "\r", "\n", "　", "*", "：", ":", "、", "/", "＊"};
	size_t n = 0;

	for (size_t at = 0; at < s.n && n < 60;) {
		struct str rest = str_sub(s, at, s.n);
		size_t skip = 0;

		if (str_starts(rest, STR("(")) || str_starts(rest, STR("（")) ||
			str_starts(rest, STR("[")) || str_starts(rest, STR("【")))
			break; /* an explanation follows */
		for (size_t i = 0; i < sizeof(drop) / sizeof(drop[0]) && !skip; i++)
			if (str_starts(rest, str_of(drop[i])))
				skip = strlen(drop[i]);
		if (!skip)
			out[n++] = (char)to_lower((unsigned char)s.p[at]);
		at += skip ? skip : 1;
	}
	return str_n(out, n);
}

static int field_of(struct str heading)
{
	char text[64];
	struct str s = heading_bare(heading, text);

	for (int f = 0; f < NFIELDS && s.n > 0; f++) {
		struct str rest = str_of(aliases[f]), word;

		while (str_cut(&rest, '|', &word))
			if (str_eq(word, s))
				return f;
	}
	return -1;
}

static int nfields_in(const struct sheet_row *r)
{
	bool seen[NFIELDS] = {false};
	int n = 0;

	for (size_t i = 0; i < r->ncells; i++) {
		int f = field_of(r->cells[i]);

		if (f >= 0 && !seen[f]) {
			seen[f] = true;
			n++;
		}
	}
	return n;
}

static bool has_field(const struct work *w, int field)
{
	for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
		if (w->field_of[i] == field)
			return true;
	return false;
}

static void take_headings(struct work *w, const struct sheet_row *r)
{
	struct buf ignored = BUF_INIT(4096);

	for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
		w->field_of[i] = -1;
	for (size_t i = 0; i < r->ncells; i++) {
		int f = field_of(r->cells[i]);

		if (f >= 0 && !has_field(w, f))
			w->field_of[i] = f;
		else if (r->cells[i].n > 0)
			buf_addf(&ignored, "%s%.*s", ignored.n ? ", " : "",
				STR_ARG(r->cells[i]));
	}
	/* a list of sites only: its address is the home page */
	if (!has_field(w, F_COLUMN) && !has_field(w, F_HOME))
		for (size_t i = 0; i < r->ncells; i++)
			if (w->field_of[i] == F_URL)
				w->field_of[i] = F_HOME;
	w->out->heading = r->number;
	w->out->ignored = arena_cstr(w->a, buf_str(&ignored));
	buf_release(&ignored);
}

/* Index of the heading row; SIZE_MAX where there is none. */
static size_t find_headings(const struct sheet *s)
{
	size_t best = SIZE_MAX;
	int nbest = 1;

	for (size_t i = 0; i < s->nrows && i < HEADING_ROWS; i++) {
		int n = nfields_in(&s->rows[i]);

		if (n > nbest) {
			nbest = n;
			best = i;
		}
	}
	return best;
}

/* ---- one row ---- */

struct values {
	struct str v[NFIELDS];
};

static void row_values(const struct work *w, const struct sheet_row *r, struct values *x)
{
	for (int f = 0; f < NFIELDS; f++)
		x->v[f] = STR("");
	for (size_t i = 0; i < r->ncells; i++)
		if (w->field_of[i] >= 0)
			x->v[w->field_of[i]] = r->cells[i];
}

static void remark(struct work *w, struct import_row *row, const char *text)
{
	row->text = row->text[0] ? arena_strf(w->a, "%s; %s", row->text, text).p : text;
}

static bool refuse(struct import_row *row, const char *text)
{
	row->refused = true;
	row->text = text;
	return false;
}

/* Full-width signs that people type in addresses, as ASCII. */
static struct str narrow(struct work *w, struct str s)
{
	static const char *const wide[] = {
		"：", "／", "．", "。", "？", "＝", "＆", "－", "＿"};
	static const char ascii[] = ":/..?=&-_";
	struct buf b = BUF_INIT(8192);
	struct str out;

	for (size_t at = 0; at < s.n;) {
		size_t i = 0;

		while (i < sizeof(wide) / sizeof(wide[0]) &&
			!str_starts(str_sub(s, at, s.n), str_of(wide[i])))
			i++;
		if (i < sizeof(wide) / sizeof(wide[0])) {
			buf_addc(&b, ascii[i]);
			at += strlen(wide[i]);
		} else
			buf_addc(&b, s.p[at++]);
	}
	out = arena_str(w->a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* An http address, or a reason. */
static bool address(
	struct work *w, struct str *s, struct import_row *row, const char *what)
{
	*s = narrow(w, *s);
	if (str_has(*s, STR("\n")) || str_find(*s, STR("http"), 5) != SIZE_MAX)
		return refuse(row, arena_strf(w->a, said("%s: more than one address"), what).p);
	for (size_t i = 0; i < s->n; i++)
		if ((unsigned char)s->p[i] <= ' ')
			return refuse(row, arena_strf(w->a, said("%s: space in '%.*s'"), what,
				STR_ARG(*s)).p);
	if (!str_has(*s, STR("://")) && str_has(*s, STR(".")) && !str_has(*s, STR("@"))) {
		*s = arena_strf(w->a, "http://%.*s", STR_ARG(*s));
		remark(w, row, said("http:// was put before the address"));
	}
	if (!(str_starts_nocase(*s, STR("http://")) ||
		    str_starts_nocase(*s, STR("https://"))) ||
		!str_has(*s, STR(".")))
		return refuse(row, arena_strf(w->a, said("%s: not a web address: '%.*s'"), what,
			STR_ARG(*s)).p);
	return true;
}

static struct str origin_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0) + 3;

	while (at < url.n && !strchr("/?#", url.p[at]))
		at++;
	return str_sub(url, 0, at);
}

static bool code_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum((unsigned char)s.p[i]))
			return false;
	return s.n == 10;
}

/* Checks and mends the values of one row. */
static bool values_ok(struct work *w, struct values *x, struct import_row *row)
{
	struct str *v = x->v;

	if (v[F_COLUMN].n == 0 && v[F_URL].n == 0 && v[F_HOME].n == 0)
		return refuse(row, said("neither column nor address"));
	if (v[F_COLUMN].n > 0 && v[F_URL].n == 0 && !str_eqc(v[F_COLUMN], "首页"))
		return refuse(row, said("the column has no address"));
	if (v[F_HOME].n > 0 && !address(w, &v[F_HOME], row, said("home page")))
		return false;
	if (v[F_URL].n > 0 && !address(w, &v[F_URL], row, said("address")))
		return false;
	if (v[F_CODE].n > 0 && !code_ok(v[F_CODE]))
		return refuse(row, arena_strf(w->a,
					   said("site code '%.*s' is not ten letters and "
					   "digits"),
					   STR_ARG(v[F_CODE]))
					   .p);
	if (v[F_MAIL].n > 0 && !str_has(v[F_MAIL], STR("@"))) {
		remark(w, row, said("the mail address has no @ and was left out"));
		v[F_MAIL] = STR("");
	}
	if (v[F_COLUMN].n > 0 && (str_eqc(v[F_COLUMN], "首页") ||
		str_eqc(v[F_COLUMN], "网站首页")) && v[F_HOME].n == 0) {
		v[F_HOME] = v[F_URL];
		v[F_URL] = v[F_COLUMN] = STR("");
	}
	return true;
}

/* ---- portals ---- */

static bool same_host(const char *home, struct str url)
{
	struct str a = origin_of(str_of(home)), b = origin_of(url);
	size_t i = str_find(a, STR("://"), 0), k = str_find(b, STR("://"), 0);

	return str_eq_nocase(str_sub(a, i, a.n), str_sub(b, k, b.n));
}

/* By site code, else by name, else by host: a row means the portal it names most surely. */
static size_t portal_of(struct work *w, const struct values *x)
{
	const struct str *v = x->v;
	struct str any = v[F_HOME].n ? v[F_HOME] : v[F_URL];

	for (size_t i = 0; i < w->out->nportals; i++) {
		const struct portal_entry *p = &w->out->portals[i];

		if (v[F_CODE].n > 0 && p->site_code[0]) {
			if (str_eqc(v[F_CODE], p->site_code))
				return i;
		} else if (v[F_NAME].n > 0 && p->name[0]) {
			if (str_eqc(v[F_NAME], p->name))
				return i;
		} else if (same_host(p->home, any))
			return i;
	}
	return SIZE_MAX;
}

static const char *free_portal_id(struct work *w, struct str home)
{
	const char *base = portal_id_of(home, w->a), *id = base;

	for (int n = 2;; n++) {
		bool taken = false;

		for (size_t i = 0; i < w->out->nportals && !taken; i++)
			taken = streq(w->out->portals[i].id, id);
		if (!taken)
			return id;
		id = arena_strf(w->a, "%s-%d", base, n).p;
	}
}

static size_t portal_new(struct work *w, const struct values *x)
{
	struct str any = x->v[F_HOME].n ? x->v[F_HOME] : x->v[F_URL];
	size_t n = w->out->nportals;
	struct portal_entry p = {.name = "", .site_code = "", .unit = "", .organiser = "",
		.region = "", .text = ""};

	p.home = x->v[F_HOME].n ? arena_cstr(w->a, any)
				: arena_strf(w->a, "%.*s/", STR_ARG(origin_of(any))).p;
	p.id = free_portal_id(w, str_of(p.home));
	w->out->portals =
		arena_grow(w->a, w->out->portals, n, &w->cap_portals, sizeof(p));
	w->out->home_stated = arena_grow(w->a, w->out->home_stated, n, &w->cap_flags,
		sizeof(bool));
	w->cap = arena_grow(w->a, w->cap, n, &w->cap_cap, sizeof(*w->cap));
	w->cap[n] = (struct grow){0, 0};
	w->out->home_stated[n] = x->v[F_HOME].n > 0;
	w->out->portals[n] = p;
	w->out->nportals++;
	return n;
}

static void fill(struct work *w, const char **member, struct str v)
{
	if ((*member)[0] == '\0' && v.n > 0)
		*member = arena_cstr(w->a, v);
}

static void take_unit(struct work *w, size_t index, const struct values *x)
{
	struct portal_entry *p = &w->out->portals[index];
	const struct str *v = x->v;
	struct unit_entry *u = NULL;

	if (v[F_UNIT].n == 0 ||
		(v[F_PERSON].n == 0 && v[F_MAIL].n == 0 && v[F_PHONE].n == 0))
		return;
	for (size_t i = 0; i < p->nunits && !u; i++)
		if (str_eqc(v[F_UNIT], p->units[i].name))
			u = &p->units[i];
	if (!u) {
		p->units = arena_grow(w->a, p->units, p->nunits, &w->cap[index].units,
			sizeof(*u));
		u = &p->units[p->nunits++];
		*u = (struct unit_entry){arena_cstr(w->a, v[F_UNIT]), "", "", ""};
	}
	fill(w, &u->person, v[F_PERSON]);
	fill(w, &u->mail, v[F_MAIL]);
	fill(w, &u->phone, v[F_PHONE]);
}

/* The rule of a row as a YAML list; NULL where its period is not understood. */
static const char *rules_of(
	struct work *w, const struct values *x, struct import_row *row)
{
	struct buf b = BUF_INIT(70000), text = BUF_INIT(70000);
	const char *rules = NULL;

	if (!import_period(x->v[F_PERIOD], &b)) {
		refuse(row,
			arena_strf(w->a,
				said("the period '%.*s' is not understood (每工作日, 每周三, "
				"两周内, 每月, 每季度, 半年, 每年1月31日前, 3个工作日内)"),
				STR_ARG(x->v[F_PERIOD]))
				.p);
	} else if (b.n == 0) {
		rules = "";
	} else {
		buf_cut(&b, b.n - 1); /* the brace comes after the basis */
		buf_addf(&text, "[%s", buf_cstr(&b));
		if (x->v[F_BASIS].n > 0) {
			buf_adds(&text, ", basis: ");
			portal_file_text(&text, x->v[F_BASIS]);
		}
		buf_adds(&text, "}]");
		rules = arena_cstr(w->a, buf_str(&text));
	}
	buf_release(&text);
	buf_release(&b);
	return rules;
}

static bool take_column(struct work *w, size_t index, const struct values *x,
	const char *rules, struct import_row *row)
{
	struct portal_entry *p = &w->out->portals[index];
	const char *cls = import_class(x->v[F_CLASS]);
	struct column_entry *c;

	for (size_t i = 0; i < p->ncolumns; i++)
		if (str_eqc(x->v[F_URL], p->columns[i].url)) {
			for (size_t k = 0; k < w->out->nrows; k++)
				if (w->out->rows[k].portal == index &&
					w->out->rows[k].column == i)
					row->same_as = w->out->rows[k].number;
			refuse(row, arena_strf(w->a, said("the same address as in row %d"),
				row->same_as).p);
			if (!str_eqc(x->v[F_COLUMN], p->columns[i].name))
				row->same_as = 0;
			return false;
		}
	if (!cls)
		remark(w, row,
			arena_strf(w->a, said("the class '%.*s' is not known and was left out"),
				STR_ARG(x->v[F_CLASS]))
				.p);
	p->columns = arena_grow(w->a, p->columns, p->ncolumns, &w->cap[index].columns,
		sizeof(*c));
	row->column = p->ncolumns;
	c = &p->columns[p->ncolumns++];
	*c = (struct column_entry){.id = column_id_of(x->v[F_URL], w->a),
		.name = arena_cstr(w->a, x->v[F_COLUMN]),
		.url = arena_cstr(w->a, x->v[F_URL]),
		.cls = cls ? cls : "",
		.unit = arena_cstr(w->a, x->v[F_UNIT]),
		.rules = rules,
		.text = ""};
	return true;
}

static bool take_row(struct work *w, const struct sheet_row *r, struct import_row *row)
{
	struct values x;
	const char *rules;
	size_t index;

	row_values(w, r, &x);
	if (!values_ok(w, &x, row))
		return false;
	rules = rules_of(w, &x, row);
	if (!rules)
		return false;
	index = portal_of(w, &x);
	if (index == SIZE_MAX)
		index = portal_new(w, &x);
	row->portal = index;
	fill(w, &w->out->portals[index].name, x.v[F_NAME]);
	fill(w, &w->out->portals[index].site_code, x.v[F_CODE]);
	fill(w, &w->out->portals[index].organiser, x.v[F_ORGANISER]);
	fill(w, &w->out->portals[index].region, x.v[F_REGION]);
	if (x.v[F_HOME].n > 0 && !w->out->home_stated[index]) {
		w->out->portals[index].home = arena_cstr(w->a, x.v[F_HOME]);
		w->out->home_stated[index] = true;
	}
	take_unit(w, index, &x);
	if (x.v[F_URL].n > 0 && x.v[F_COLUMN].n > 0)
		return take_column(w, index, &x, rules, row);
	fill(w, &w->out->portals[index].unit, x.v[F_UNIT]);
	return true;
}

int import_sheet(
	const struct sheet *s, struct import *out, struct arena *a, struct err *e)
{
	struct work *w = arena_alloc(a, sizeof(*w));
	size_t heading = find_headings(s);

	*out = (struct import){.ignored = ""};
	if (heading == SIZE_MAX)
		return err_set(e, ERR_SYNTAX,
			"no row of headings in the first %d rows: expected "
			"at least two of 网站名称, 网站标识码, 栏目名称, 网址, 栏目类别, "
			"更新周期, "
			"责任单位, 责任人, 邮箱, 公开依据",
			HEADING_ROWS);
	*w = (struct work){.out = out, .a = a};
	take_headings(w, &s->rows[heading]);
	out->rows = arena_array(a, s->nrows - heading, sizeof(*out->rows));
	for (size_t i = heading + 1; i < s->nrows; i++) {
		struct import_row *row = &out->rows[out->nrows];

		*row = (struct import_row){.number = s->rows[i].number, .text = "",
			.portal = SIZE_MAX, .column = SIZE_MAX};
		if (!take_row(w, &s->rows[i], row))
			row->portal = row->column = SIZE_MAX;
		out->nrows++;
	}
	return 0;
}
