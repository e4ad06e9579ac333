/* Boxes beside the list, told by their headings: hot news, related policies, friendly links.
 * Classes name them on many sites, a heading on nearly all. */
#include "list-tree.h"

#include "base/utf8.h"

#define HEADING_BYTES 40
#define MORE_BYTES 14 /* "更多>>" beside it */

#define W(text) {text, sizeof(text) - 1}

/* What is written over boxes only, never over the notices of a column. */
static const struct str heading[] = {W("热点新闻"), W("热点资讯"), W("热点文章"), W("热点推荐"),
	W("热点排行"), W("热点关注"), W("热点信息"), W("热门新闻"), W("热门文章"), W("热门资讯"),
	W("热门推荐"), W("热门排行"), W("热门信息"), W("热门关注"), W("热门链接"), W("最热文章"),
	W("点击排行"), W("点击排行榜"), W("阅读排行"), W("阅读排行榜"), W("新闻排行"),
	W("新闻排行榜"), W("浏览排行"), W("浏览排行榜"), W("热点排行榜"), W("排行榜"),
	W("推荐阅读"), W("推荐文章"), W("推荐新闻"), W("推荐信息"), W("推荐资讯"), W("精彩推荐"),
	W("相关新闻"), W("相关文章"), W("相关阅读"), W("相关信息"), W("相关链接"), W("相关政策"),
	W("相关推荐"), W("相关资讯"), W("延伸阅读"), W("友情链接"), W("常用链接"), W("快速链接"),
	W("快速导航"), W("随机文章"), W("猜你喜欢"), W("熱門新聞"), W("熱門文章"), W("相關連結"),
	W("相關新聞"), W("Related"), W("Related News"), W("Related Links"), W("Related Articles"),
	W("Related Posts"), W("Most Viewed"), W("Most Read"), W("Most Popular"),
	W("Popular Posts"), W("Popular Articles"), W("Trending"), W("Trending Now"),
	W("Quick Links"), W("Useful Links")};

static bool is_heading(struct str s)
{
	if (s.n < 7 || s.n > HEADING_BYTES || is_digit((unsigned char)s.p[0]))
		return false;
	if (str_ends(s, STR("：")))
		s.n -= 3;
	else if (s.p[s.n - 1] == ':')
		s.n--;
	for (size_t i = 0; i < sizeof(heading) / sizeof(heading[0]); i++)
		if (s.n == heading[i].n && str_eq_nocase(s, heading[i]))
			return true;
	return false;
}

/* The largest element around a text that holds it and hardly more. */
static uint32_t element_of(const struct tree *t, uint32_t text)
{
	uint32_t i = t->node[text].parent;

	while (i && tree_text_bytes(t, t->node[i].parent) <=
			t->node[text].text.n + MORE_BYTES)
		i = t->node[i].parent;
	return i;
}

/* The element behind i that holds text; 0 where there is none. */
static uint32_t next_box(const struct tree *t, uint32_t i)
{
	uint32_t up = t->node[i].parent;

	for (uint32_t k = t->node[i].end; k < t->node[up].end; k = t->node[k].end)
		if (t->node[k].tag != TAG_TEXT && tree_text_bytes(t, k) > 0)
			return k;
	return 0;
}

void tree_mark_boxes(struct tree *t)
{
	for (uint32_t i = 1; i < t->n; i++) {
		uint32_t box;

		if (t->node[i].tag != TAG_TEXT || !is_heading(t->node[i].text))
			continue;
		box = next_box(t, element_of(t, i));
		if (box)
			t->node[box].zone |= ZONE_SIDE;
	}
}
