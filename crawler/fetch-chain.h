/* Certificates whose issuer the server forgot to send: browsers find it, so the site lives.
 *
 * What was sent is verified against our authorities; while only an issuer is missing, the
 * address that the certificate itself names for it (AIA, caIssuers) is asked for by whoever
 * called. Hosts whose chain was completed so are remembered, and their later connections are
 * verified with what was found. Where it cannot be found, a certificate that came alone is
 * taken to be incomplete as long as its name and dates are right and its issuer does not call
 * itself a root: nobody can tell more. */
#ifndef CRAWLER_FETCH_CHAIN_H
#define CRAWLER_FETCH_CHAIN_H

#include "base/arena.h"

#define ISSUER_BYTES_MAX 65536 /* of one answer; certificates have 1 to 4 kB */

struct chains;
struct chain;

enum chain_word {
	CHAIN_WHOLE, /* it verifies with what was found */
	CHAIN_WANTS, /* the issuer at *url is missing */
	CHAIN_OPEN,  /* nobody has it: incomplete, nothing against it */
	CHAIN_BAD,   /* leads to nobody we trust, or something else is wrong */
};

/* ca_file: PEM; NULL: the system's. Read when first needed. */
struct chains *chains_open(const char *ca_file);
void chains_close(struct chains *cs); /* after all connections; NULL is fine */

/* Of certificates as sent, PEM, the server's own first. NULL: none, or that one is its own
 * issuer, not valid today, or not of this host (a name, or an address without brackets), and
 * *fault is the reason token for it. */
struct chain *chain_read(struct chains *cs, struct str pem, struct str host,
	const char **fault);
/* url: in a, set for CHAIN_WANTS only; never the same twice. */
enum chain_word chain_judge(struct chain *c, struct str *url, struct arena *a);
/* What was found at the last url: DER, PEM or PKCS #7. False: no issuer of it in there. */
bool chain_add(struct chain *c, struct str bytes);
struct str chain_issuer(const struct chain *c, struct arena *a); /* of the last one sent */
void chain_free(struct chain *c);

/* Connections to the host of c are verified with its certificates from now on. False: too
 * many such hosts. */
bool chains_complete(struct chains *cs, const struct chain *c);
bool chains_knows(const struct chains *cs, struct str host);
/* ssl_ctx: OpenSSL's, of a connection to host that is about to be made. */
void chains_install(struct chains *cs, struct str host, void *ssl_ctx);

#endif
