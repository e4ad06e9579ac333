/* The tokenizer: first byte the mode, then the page. Every accessor is called. */
#include "crawler/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct html h;
	size_t last = 0;

	if (size == 0)
		return 0;
	html_init(&h, str_n((const char *)data + 1, size - 1), &a);
	h.modes = !(data[0] & 8);
	html_start_in(&h, (enum html_mode)(data[0] % 6), STR("script"));
	while (html_next(&h)) {
		if (h.start < last || h.start >= size)
			__builtin_trap();
		last = h.start;
		html_line(&h);
		html_text(&h);
		html_name(&h);
		html_attr(&h, H_HREF);
		for (size_t i = 0; i < h.nattrs; i++) {
			html_attr_name(&h, i);
			html_attr_value(&h, i);
		}
	}
	arena_release(&a);
	return 0;
}
