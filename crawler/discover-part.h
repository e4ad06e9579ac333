/* What the files of discovery share: the walk, names of columns and portals. */
#ifndef DISCOVER_PART_H
#define DISCOVER_PART_H

#include "crawler/discover.h"

#define CIPHER_MIN 12 /* hexadecimal digits in a row: no name that anybody would type */

struct candidate {
	struct str url, key, name; /* key: canonical */
	struct str facet; /* the address up to an encoded word; none */
	int depth;
	bool asked, navigation;
	bool filter; /* a list by region, by kind: a choice from one that is there as a whole */
};

struct walk {
	struct worker *w;
	const struct discover_options *o;
	struct discovery *out;
	struct arena *a;
	struct candidate *list;
	size_t n, cap, cap_columns;
	uint64_t next_id;
};

/* Path and query of an address; borrowed. */
struct str walk_path(struct str url);
/* "http://host" of an address; borrowed. */
struct str walk_origin(struct str url);
/* One page besides the candidates: its list, and its bytes. *r lies in a. */
int walk_ask(struct walk *w, struct str url, struct result *r, struct arena *a, struct err *e);
/* A page to be looked at without a link that led to it, unless it is known. */
void walk_add(struct walk *w, struct str url);
/* Adds the folders of what the sitemaps list that robots.txt names. */
int walk_sitemaps(struct walk *w, struct err *e);
/* When all is read: doubles and boxes dropped, names told apart, ids given, blank ones last. */
void walk_settle(struct walk *w);

/* Link text of a pager or of the way home: "下一页", "尾页", "3", "...", "Home". */
bool name_is_pager(struct str text);
/* Link text that leads to the site in another language: "English", "繁體". */
bool name_is_language(struct str text);
/* A name without blanks and brackets around it; borrowed. */
struct str name_bare(struct str text);
/* "房 地 产" set wide on a page is 房地产. */
struct str name_closed(struct str text, struct arena *a);
/* "欢迎访问某市人民政府网站" is the name of the portal behind the greeting; borrowed. */
struct str name_without_welcome(struct str title);
/* Link text that names nothing: "更多>>", "[查看全文]", "more". */
bool name_says_nothing(struct str text);
/* The first part of a title such as "通知公告-某市政府" that is not part of `not_this` (may be
 * none) and says something; borrowed, none where there is none. */
struct str title_part(struct str title, struct str not_this);
/* Where the page says that it stands: the last step of the line "当前位置：首页 > 新闻动态" in the
 * visible text; borrowed, none where there is no such line or it ends in nothing. */
struct str name_in_path(struct str visible);
/* The name itself where it is that of an office ("市教育局"), else none. */
struct str unit_of_name(struct str name);

#endif
