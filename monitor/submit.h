/* Handing mail and HTTP requests over: the second and last user of libcurl (DESIGN 15).
 *
 * One conversation at a time, in the calling process, with an end: the whole of it takes at
 * most timeout_ms. What the other side answers is data, in *out; only what we did wrong
 * ourselves is an error. Proxies of the environment are not used. */
#ifndef MONITOR_SUBMIT_H
#define MONITOR_SUBMIT_H

#include "base/err.h"
#include "base/str.h"

enum submit_end {
	SUBMIT_OK,
	SUBMIT_REFUSED,	    /* answered with `status` at `stage` */
	SUBMIT_UNREACHABLE, /* name, connection, TLS, log-in */
	SUBMIT_CUT,	    /* time ran out or connection lost: may have been accepted */
};

/* Where an SMTP conversation stood when it ended. */
enum submit_stage { STAGE_SESSION, STAGE_SENDER, STAGE_RECIPIENT, STAGE_DATA };

struct submit_answer {
	int end;	/* enum submit_end */
	int stage;	/* enum submit_stage, of mail */
	int status;	/* of SMTP or HTTP, 0 without an answer */
	bool leaving;	/* we said good-bye: what follows is no answer */
	char text[300]; /* last line of the server, or what failed */
	struct buf *body; /* of HTTP: given by the caller with its ceiling, or NULL */
};

struct submit_tls {
	const char *ca_file; /* "" the system's */
	bool verify;
};

struct submit_mail {
	const char *server;	/* smtp://HOST:PORT, smtps://HOST:PORT */
	const char *starttls;	/* "require" "try" "never"; "": required but on loopback */
	const char *user, *password; /* "" none */
	struct str helo;	/* none: this host's name */
	struct str from;	/* bare address */
	const struct str *to;	/* bare addresses */
	size_t nto;
	struct str data;	/* lines end in CRLF */
	struct submit_tls tls;
	int64_t timeout_ms;
};
int submit_mail(const struct submit_mail *m, struct submit_answer *out, struct err *e);

struct submit_http {
	const char *url;
	const char *const *headers; /* NULL-terminated "Name: value"; may be NULL */
	bool post;
	struct str data;
	struct submit_tls tls;
	int64_t timeout_ms;
};
int submit_http(const struct submit_http *h, struct submit_answer *out, struct err *e);

#endif
