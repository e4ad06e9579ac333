/* The sockets of the web pages, by libmicrohttpd: the only file that knows it. One process, one
 * loop, no threads; several processes may serve one listening socket. */
#ifndef MONITOR_WEB_SERVER_H
#define MONITOR_WEB_SERVER_H

#include "web.h"

#define WEB_CONNECTIONS 64  /* of the role, all its processes */
#define WEB_REQUEST_S 30    /* a request that takes longer ends its process */
#define WEB_IDLE_S 15	    /* a connection on which nothing comes */
#define WEB_HEAD_MAX ((size_t)32 << 10) /* request line and headers */

/* Binds and listens. "127.0.0.1:8330" "[::1]:8330" "localhost:8330"; port 0 takes a free one,
 * *port is the one that was taken.  errors  ERR_USAGE, ERR_IO */
int web_listen(const char *listen, int *fd, int *port, struct err *e);

struct web_server;
/* connections: at most so many at once.  errors  ERR_IO */
int web_server_open(struct web *w, int listen_fd, unsigned connections, struct web_server **out,
	struct err *e);
/* Answers what comes for at most wait_ms. */
void web_server_turn(struct web_server *s, int wait_ms);
void web_server_close(struct web_server *s);

#endif
