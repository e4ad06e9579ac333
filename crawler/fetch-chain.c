/* Completing chains of certificates, by libcrypto. */
#include "fetch-chain.h"

#include "base/err.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#define SENT_MAX 16  /* certificates that are read of what a server sends */
#define FOUND_MAX 4  /* that are looked for; real chains lack one, rarely two */
#define HOSTS_MAX 2000

struct completion {
	struct completion *next;
	char *host;
	STACK_OF(X509) *found;
};

struct chains {
	char *ca_file;
	X509_STORE *store; /* NULL until needed */
	struct completion *first;
	size_t n;
};

struct chain {
	struct chains *of;
	char *host;
	STACK_OF(X509) *cert; /* as sent, then as found; 0 is the server's own */
	int nsent;
	X509 *open;	      /* whose issuer is missing; in cert */
	char *asked[FOUND_MAX];
	int nasked;
};

struct chains *chains_open(const char *ca_file)
{
	struct chains *cs = mem_alloc(sizeof(*cs));

	cs->ca_file = ca_file ? cstr_dup(ca_file) : NULL;
	return cs;
}

void chains_close(struct chains *cs)
{
	if (!cs)
		return;
	while (cs->first) {
		struct completion *x = cs->first;

		cs->first = x->next;
		sk_X509_pop_free(x->found, X509_free);
		free(x->host);
		free(x);
	}
	X509_STORE_free(cs->store);
	free(cs->ca_file);
	free(cs);
}

static X509_STORE *store_of(struct chains *cs)
{
	if (cs->store)
		return cs->store;
	cs->store = X509_STORE_new();
	if (!cs->store)
		fatal("cannot make a store of certificates");
	/* one that cannot be read was told of when the verified request failed */
	if (cs->ca_file)
		X509_STORE_load_file(cs->store, cs->ca_file);
	else
		X509_STORE_set_default_paths(cs->store);
	ERR_clear_error();
	return cs->store;
}

/* --- reading --- */

static void push(STACK_OF(X509) *list, X509 *x)
{
	if (!sk_X509_push(list, x))
		fatal("out of memory");
}

static void read_pem(STACK_OF(X509) *out, struct str bytes, int max)
{
	BIO *in = BIO_new_mem_buf(bytes.p, (int)bytes.n);
	X509 *x;

	while (in && sk_X509_num(out) < max && (x = PEM_read_bio_X509(in, NULL, NULL, NULL)))
		push(out, x);
	BIO_free(in);
	ERR_clear_error();
}

/* "certs-only" of RFC 5652, which some authorities publish. */
static void read_pkcs7(STACK_OF(X509) *out, struct str bytes, int max)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	PKCS7 *p7 = d2i_PKCS7(NULL, &p, (long)bytes.n);
	STACK_OF(X509) *list = p7 && PKCS7_type_is_signed(p7) && p7->d.sign ? p7->d.sign->cert
									    : NULL;

	for (int i = 0; i < sk_X509_num(list) && sk_X509_num(out) < max; i++) {
		X509_up_ref(sk_X509_value(list, i));
		push(out, sk_X509_value(list, i));
	}
	PKCS7_free(p7);
}

static void read_any(STACK_OF(X509) *out, struct str bytes, int max)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	X509 *x;

	if (str_none(bytes) || bytes.n == 0 || bytes.n > ISSUER_BYTES_MAX)
		return;
	x = d2i_X509(NULL, &p, (long)bytes.n);
	if (x)
		push(out, x);
	else
		read_pkcs7(out, bytes, max);
	if (sk_X509_num(out) == 0)
		read_pem(out, bytes, max);
	ERR_clear_error();
}

/* --- a chain --- */

static bool is_for(X509 *x, const char *host)
{
	return X509_check_host(x, host, 0, 0, NULL) == 1 ||
		X509_check_ip_asc(x, host, 0) == 1;
}


static bool is_self_issued(X509 *x)
{
	return X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
}

/* What is wrong with it whoever signed it; NULL: nothing. */
static const char *fault_of(X509 *x, const char *host)
{
	if (is_self_issued(x))
		return "tls-self-signed";
	if (X509_cmp_current_time(X509_get0_notAfter(x)) < 0)
		return "tls-expired";
	if (X509_cmp_current_time(X509_get0_notBefore(x)) > 0)
		return "tls-not-yet-valid";
	return is_for(x, host) ? NULL : "tls-wrong-host";
}

struct chain *chain_read(struct chains *cs, struct str pem, struct str host,
	const char **fault)
{
	struct chain *c = mem_alloc(sizeof(*c));
	X509 *own;

	c->of = cs;
	/* a name that ends in a dot is the same name */
	c->host = str_dup(str_sub(host, 0, host.n > 1 && host.p[host.n - 1] == '.' ? host.n - 1
										   : host.n));
	c->cert = sk_X509_new_null();
	if (!c->cert)
		fatal("out of memory");
	read_pem(c->cert, pem, SENT_MAX);
	c->nsent = sk_X509_num(c->cert);
	own = sk_X509_value(c->cert, 0);
	*fault = own ? fault_of(own, c->host) : NULL;
	if (own && !*fault)
		return c;
	chain_free(c);
	return NULL;
}

void chain_free(struct chain *c)
{
	if (!c)
		return;
	sk_X509_pop_free(c->cert, X509_free);
	for (int i = 0; i < c->nasked; i++)
		free(c->asked[i]);
	free(c->host);
	free(c);
}

/* An address for the issuer, http: a certificate must not need another connection that
 * needs a certificate. */
static bool issuer_url(X509 *x, struct str *url, struct arena *a)
{
	AUTHORITY_INFO_ACCESS *list = X509_get_ext_d2i(x, NID_info_access, NULL, NULL);

	*url = STR_NONE;
	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(list) && str_none(*url); i++) {
		const ACCESS_DESCRIPTION *d = sk_ACCESS_DESCRIPTION_value(list, i);
		const ASN1_IA5STRING *s;
		struct str text;

		if (OBJ_obj2nid(d->method) != NID_ad_ca_issuers || d->location->type != GEN_URI)
			continue;
		s = d->location->d.uniformResourceIdentifier;
		text = str_n((const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
		if (str_starts_nocase(text, STR("http://")) && str_findc(text, '\0', 0) == SIZE_MAX)
			*url = arena_str(a, text);
	}
	AUTHORITY_INFO_ACCESS_free(list);
	return !str_none(*url);
}

static bool was_asked(const struct chain *c, struct str url)
{
	for (int i = 0; i < c->nasked; i++)
		if (str_eqc(url, c->asked[i]))
			return true;
	return false;
}

/* The X509_V code; the certificate it is about. */
static int verify(struct chain *c, X509 **about)
{
	X509_STORE_CTX *x = X509_STORE_CTX_new();
	int code = X509_V_ERR_OUT_OF_MEM;

	*about = NULL;
	if (x && X509_STORE_CTX_init(x, store_of(c->of), sk_X509_value(c->cert, 0), c->cert)) {
		X509_STORE_CTX_set_default(x, "ssl_server");
		X509_verify_cert(x);
		code = X509_STORE_CTX_get_error(x);
		*about = X509_STORE_CTX_get_current_cert(x);
	}
	X509_STORE_CTX_free(x);
	ERR_clear_error();
	return code;
}

static bool only_lacks_issuer(int code)
{
	return code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
		code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
		code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

/* The missing issuer says of itself that nobody stands above it: then it is one of the
 * authorities we do not have, and no link that the server forgot. */
static bool issuer_is_root(const X509 *x)
{
	static const char *const word[] = {"root", "根"};
	const X509_NAME *name = X509_get_issuer_name(x);
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *cn = NULL;
	bool yes = false;
	int n;

	if (at < 0)
		return false;
	n = ASN1_STRING_to_UTF8(&cn, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	for (size_t i = 0; n > 0 && i < sizeof(word) / sizeof(word[0]); i++)
		yes |= str_find_nocase(str_n((const char *)cn, (size_t)n), str_of(word[i]), 0) !=
			SIZE_MAX;
	OPENSSL_free(cn);
	return yes;
}

enum chain_word chain_judge(struct chain *c, struct str *url, struct arena *a)
{
	X509 *about;
	int code = verify(c, &about);
	bool named;

	*url = STR_NONE;
	if (code == X509_V_OK)
		return CHAIN_WHOLE;
	if (!only_lacks_issuer(code) || !about)
		return CHAIN_BAD;
	c->open = about;
	named = issuer_url(about, url, a);
	if (named && !was_asked(c, *url) && c->nasked < FOUND_MAX) {
		c->asked[c->nasked++] = str_dup(*url);
		return CHAIN_WANTS;
	}
	*url = STR_NONE;
	/* one that names no issuer's address: alone it may be incomplete, above others it is
	 * the end of a way to somebody whom we do not trust */
	return named || (sk_X509_num(c->cert) == 1 && !issuer_is_root(about)) ? CHAIN_OPEN
									      : CHAIN_BAD;
}

bool chain_add(struct chain *c, struct str bytes)
{
	STACK_OF(X509) *list = sk_X509_new_null();
	bool any = false;

	if (!list)
		fatal("out of memory");
	read_any(list, bytes, SENT_MAX);
	for (int i = 0; i < sk_X509_num(list); i++) {
		X509 *x = sk_X509_value(list, i);

		if (!c->open || X509_check_issued(x, c->open) != X509_V_OK)
			continue;
		X509_up_ref(x);
		push(c->cert, x);
		any = true;
	}
	sk_X509_pop_free(list, X509_free);
	ERR_clear_error();
	return any;
}

struct str chain_issuer(const struct chain *c, struct arena *a)
{
	char text[200] = "";
	X509 *last = sk_X509_value(c->cert, c->nsent - 1);

	X509_NAME_oneline(X509_get_issuer_name(last), text, sizeof(text));
	return arena_str(a, str_of(text));
}

/* --- hosts whose chain was completed --- */

static struct completion *find(const struct chains *cs, struct str host)
{
	struct completion *x = cs->first;

	if (host.n > 1 && host.p[host.n - 1] == '.')
		host = str_sub(host, 0, host.n - 1);
	while (x && !str_eqc(host, x->host))
		x = x->next;
	return x;
}

bool chains_complete(struct chains *cs, const struct chain *c)
{
	struct completion *x = find(cs, str_of(c->host));

	if (!x) {
		if (cs->n == HOSTS_MAX)
			return false;
		x = mem_alloc(sizeof(*x));
		x->host = cstr_dup(c->host);
		x->found = sk_X509_new_null();
		x->next = cs->first;
		cs->first = x;
		cs->n++;
	}
	/* another certificate of the host may lack another issuer */
	for (int i = c->nsent; i < sk_X509_num(c->cert) && sk_X509_num(x->found) < SENT_MAX; i++) {
		X509_up_ref(sk_X509_value(c->cert, i));
		push(x->found, sk_X509_value(c->cert, i));
	}
	return true;
}

bool chains_knows(const struct chains *cs, struct str host)
{
	return find(cs, host) != NULL;
}

/* As OpenSSL verifies, with the found ones among the untrusted. */
static int verify_with_found(X509_STORE_CTX *x, void *ctx)
{
	const struct completion *k = ctx;
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(x), *all;
	int good = 0;

	all = sent ? sk_X509_dup(sent) : sk_X509_new_null();
	if (!all)
		return 0;
	for (int i = 0; i < sk_X509_num(k->found); i++)
		push(all, sk_X509_value(k->found, i));
	X509_STORE_CTX_set0_untrusted(x, all);
	good = X509_verify_cert(x);
	X509_STORE_CTX_set0_untrusted(x, sent);
	sk_X509_free(all);
	return good;
}

void chains_install(struct chains *cs, struct str host, void *ssl_ctx)
{
	struct completion *x = find(cs, host);

	if (x)
		SSL_CTX_set_cert_verify_callback(ssl_ctx, verify_with_found, x);
}
