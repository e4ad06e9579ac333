/* What the files of signals share. */
#ifndef SIGNALS_PRIVATE_H
#define SIGNALS_PRIVATE_H

#include "crawler/html.h"
#include "crawler/signals.h"

/* Where a short script sends the reader; none. */
struct str script_redirect(struct str script, int32_t *delay_s, struct arena *a);

#endif
