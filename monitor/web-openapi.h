/* etc/schema/openapi.json, compiled in. */
#ifndef MONITOR_WEB_OPENAPI_H
#define MONITOR_WEB_OPENAPI_H

#include <stddef.h>

extern const unsigned char web_openapi[];
extern const size_t web_openapi_bytes;

#endif
