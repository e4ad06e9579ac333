/* CSS selectors as XPath. */
#include "test.h"

#include "crawler/select.h"

static void css_becomes_xpath(void **state)
{
	static const struct {
		const char *css, *xpath;
	} row[] = {
		{"a", "descendant-or-self::*[self::a]"},
		{"UL LI", "descendant-or-self::*[self::ul]/descendant::*[self::li]"},
		{"ul > li", "descendant-or-self::*[self::ul]/*[self::li]"},
		{"h3 + p", "descendant-or-self::*[self::h3]/following-sibling::*[1][self::p]"},
		{"h3 ~ p", "descendant-or-self::*[self::h3]/following-sibling::*[self::p]"},
		{"#list", "descendant-or-self::*[@id='list']"},
		{".a.b", "descendant-or-self::*[contains(concat(' ',normalize-space(@class),' '),' a ') "
			 "and contains(concat(' ',normalize-space(@class),' '),' b ')]"},
		{"a[href]", "descendant-or-self::*[self::a and @href]"},
		{"a[href^='/art']", "descendant-or-self::*[self::a and starts-with(@href,'/art')]"},
		{"a[href$=\".html\"]", "descendant-or-self::*[self::a and substring(@href,"
				       "string-length(@href)-4)='.html']"},
		{"li:first-child", "descendant-or-self::*[self::li and not(preceding-sibling::*)]"},
		{"td:nth-child(2)",
			"descendant-or-self::*[self::td and count(preceding-sibling::*)=1]"},
		{"li:not(.empty)", "descendant-or-self::*[self::li and not(contains(concat(' ',"
				   "normalize-space(@class),' '),' empty '))]"},
		{"a, b", "descendant-or-self::*[self::a]|descendant-or-self::*[self::b]"},
		{"//ul/li", "//ul/li"},
		{"./a/@href", "./a/@href"},
		{"(//ul)[1]", "(//ul)[1]"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf b = BUF_INIT(10000);
		struct err e = {0};

		if (select_xpath(str_of(row[i].css), &b, &e) < 0)
			fail_msg("%s: %s", row[i].css, e.text);
		same_text(row[i].css, buf_str(&b), str_of(row[i].xpath));
		assert_int_equal(select_check(str_of(row[i].css), &e), 0);
		buf_release(&b);
	}
}

static void every_nth_child_compiles(void **state)
{
	static const char *const row[] = {"li:nth-child(odd)", "li:nth-child(even)",
		"li:nth-child(2n+1)", "li:nth-child(-n+3)", "li:nth-child( 3n - 1 )",
		"li:nth-child(n)", "tr:not(:first-child)", "a[data-x~=\"y\"]", "a[lang|=zh]",
		"a[title*='通知']", "*", "ul.list>li>a", "div\\.x", "p:only-child"};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct err e = {0};

		if (select_check(str_of(row[i]), &e) < 0)
			fail_msg("%s: %s", row[i], e.text);
	}
}

static void what_is_no_selector_is_refused_with_its_place(void **state)
{
	static const char *const row[] = {"", "ul >", "a[href", "a[href=", "a[=x]", "a.", "#",
		"a:hover", ":not()", ":not(:not(a))", "li:nth-child(x)", "li:nth-child(2", "a,,b",
		"//ul[", "a[b='\"'c]", "a!b", "> a", "a:not(b"};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct err e = {0};

		if (select_check(str_of(row[i]), &e) != ERR_SYNTAX)
			fail_msg("accepted '%s'", row[i]);
		assert_true(e.text[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(css_becomes_xpath),
		T(every_nth_child_compiles),
		T(what_is_no_selector_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
