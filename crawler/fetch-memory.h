/* Starts libcurl for transfers, with memory that is given out again fast. */
#ifndef CRAWLER_FETCH_MEMORY_H
#define CRAWLER_FETCH_MEMORY_H

#include "base/err.h"

/* 0, or ERR_IO where libcurl does not start. Once for a process, by the thread that uses it. */
int memory_begin(void);
void memory_end(void);

#endif
