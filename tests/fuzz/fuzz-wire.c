/* Any bytes are frames or break the grammar; what is understood is written back alike. */
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again = BUF_INIT(4 << 20);
	struct message m;
	struct wire w;

	if (size > WIRE_FRAME_MAX)
		return 0;
	wire_init(&w, -1);
	wire_feed(&w, str_n((const char *)data, size));
	while (wire_next(&w, &m, NULL) == 1) {
		if (m.type <= WIRE_PART || m.type >= WIRE_TYPES)
			__builtin_trap();
		wire_put(&again, m.type, m.job, m.payload);
	}
	if (again.n > size)
		__builtin_trap();
	buf_release(&again);
	wire_release(&w);
	return 0;
}
