/* Shared memory of a fetcher and a parser: see shelf.h. */
#include "shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define FD_LEAST 10 /* above those that a child gets by number */

struct place {
	uint32_t order_bytes, document_bytes;
	uint32_t page_bytes;
	_Atomic uint32_t done; /* page and its length are there */
	char order[SHELF_ORDER];
	char document[SHELF_DOCUMENT];
	char page[SHELF_PAGE];
};

#define SHELF_BYTES (SHELF_PLACES * sizeof(struct place))

static struct place *place_of(const struct shelf *s, int i)
{
	return (struct place *)s->at + i;
}

static bool map(struct shelf *s)
{
	s->at = mmap(NULL, SHELF_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
	if (s->at == MAP_FAILED)
		s->at = NULL;
	return s->at != NULL;
}

void shelf_open(struct shelf *s)
{
	int low = memfd_create("shelf", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	*s = SHELF_NONE;
	if (low < 0)
		return;
	s->fd = fcntl(low, F_DUPFD_CLOEXEC, FD_LEAST);
	close(low);
	if (s->fd < 0 || ftruncate(s->fd, (off_t)SHELF_BYTES) < 0 ||
		fcntl(s->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0 ||
		!map(s))
		shelf_close(s);
}

void shelf_map(struct shelf *s, int fd)
{
	*s = (struct shelf){fd, NULL};
	map(s);
	close(fd);
	s->fd = -1;
}

void shelf_close(struct shelf *s)
{
	if (s->at)
		munmap(s->at, SHELF_BYTES);
	if (s->fd >= 0)
		close(s->fd);
	*s = SHELF_NONE;
}

bool shelf_put(struct shelf *s, int place, struct str order, struct str document)
{
	struct place *x = place_of(s, place);

	if (!s->at || order.n > SHELF_ORDER || document.n > SHELF_DOCUMENT)
		return false;
	x->order_bytes = (uint32_t)order.n;
	x->document_bytes = (uint32_t)document.n;
	memcpy(x->order, order.p, order.n);
	if (document.n)
		memcpy(x->document, document.p, document.n);
	atomic_store_explicit(&x->done, 0, memory_order_release);
	return true;
}

int shelf_get(const struct shelf *s, int place, struct str *order, struct str *document,
	struct err *e)
{
	const struct place *x = place_of(s, place);

	if (!s->at || place < 0 || place >= SHELF_PLACES)
		return err_set(e, ERR_PROTO, "no such place %d", place);
	*order = str_n(x->order, x->order_bytes);
	*document = str_n(x->document, x->document_bytes);
	if (order->n > SHELF_ORDER || document->n > SHELF_DOCUMENT)
		return err_set(e, ERR_PROTO, "document too large for its place");
	return 0;
}

bool shelf_answer(struct shelf *s, int place, struct str page)
{
	struct place *x = place_of(s, place);

	if (page.n > SHELF_PAGE)
		return false;
	memcpy(x->page, page.p, page.n);
	x->page_bytes = (uint32_t)page.n;
	atomic_store_explicit(&x->done, 1, memory_order_release);
	return true;
}

bool shelf_take(const struct shelf *s, int place, struct buf *out)
{
	struct place *x = place_of(s, place);
	size_t n;

	if (atomic_load_explicit(&x->done, memory_order_acquire) != 1)
		return false;
	n = *(volatile uint32_t *)&x->page_bytes; /* once: it may change under our eyes */
	buf_clear(out);
	buf_add(out, x->page, n <= SHELF_PAGE ? n : 0);
	return true;
}

void shelf_document(const struct shelf *s, int place, size_t n, struct buf *out)
{
	const struct place *x = place_of(s, place);

	buf_clear(out);
	buf_add(out, x->document, n <= SHELF_DOCUMENT ? n : 0);
}
