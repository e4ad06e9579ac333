/* The shipped profiles as they were when this was built: made by CMake from
 * seeds/profiles/. */
#ifndef PROFILE_DATA_H
#define PROFILE_DATA_H

#include <stddef.h>

struct profile_data {
	const char *id; /* NULL ends */
	const unsigned char *bytes;
	size_t n;
};
extern const struct profile_data profile_data[];

#endif
