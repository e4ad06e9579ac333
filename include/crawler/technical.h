/* Daily checks of a portal beside its probes: HTTPS, and IPv6 alone. They are ordinary
 * measurements, kept under addresses of their own. */
#ifndef CRAWLER_TECHNICAL_H
#define CRAWLER_TECHNICAL_H

#include "base/arena.h"

/* Where the check of a home page's HTTPS is kept: https://HOST/ (the home page itself where
 * it is https). none: not an http address. */
struct str technical_https(struct str home, struct arena *a);
/* Where the fetch of the home page over IPv6 is kept: the home page with #ipv6. */
struct str technical_ipv6(struct str home, struct arena *a);

#endif
