/* Delivery of what the outbox holds. */
#ifndef MONITOR_TELL_H
#define MONITOR_TELL_H

#include "crawler/config.h"
#include "crawler/store.h"

/* Tries every alert that waits and whose time has come.
 *   errors  of the store; what a receiver answers is recorded, not returned */
int tell_deliver(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e);

#endif
