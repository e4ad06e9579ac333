/* A web server for benchmarks, on all addresses of 127/8, one process, one thread.
 *
 *	bench-server PORT		prints nothing; ends with its parent
 *
 * Paths:
 *	/tree/N/I	page I of a site of N addresses: links to pages 100 I + 1 .. 100 I + 100
 *			as far as they are below N, so that one page in a hundred has links
 *	/big/I		a page of 1 MB, with links to /big/0 .. /big/49
 *	/wait/msMS/X	a short page after MS milliseconds; "never" instead: no answer at all
 *	/count		requests answered or left hanging so far, and forgets them
 *	/robots.txt	404
 *
 * It reads requests that fit one piece, keeps connections, and knows GET only. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REQUEST_MAX 4096
#define FDS_MAX 65536
#define FAN 100
#define SLOTS 8192 /* of the wheel, a millisecond each */
#define BODY_MAX 16384
#define BIG 1000000

struct peer {
	size_t n;
	uint64_t serial; /* of the connection on this descriptor */
	char in[REQUEST_MAX];
};

struct due {
	struct due *next; /* in its slot of the wheel */
	int fd;
	uint64_t serial;
};

static struct peer *peers[FDS_MAX];
static struct due *wheel[SLOTS];
static int64_t turned_ms;
static uint64_t requests;
static int epoll_fd;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void drop(int fd)
{
	close(fd);
	peers[fd]->n = 0;
	peers[fd]->serial++; /* the wheel finds out */
}

/* The client reads: a full socket is waited for. */
static void send_all(int fd, const char *p, size_t n)
{
	while (n) {
		struct pollfd x = {.fd = fd, .events = POLLOUT};
		ssize_t got = write(fd, p, n);

		if (got < 0 && errno == EAGAIN && poll(&x, 1, 2000) == 1)
			continue;
		if (got <= 0) {
			drop(fd);
			return;
		}
		p += got;
		n -= (size_t)got;
	}
}

static void answer(int fd, const char *status, const char *body, size_t n)
{
	char out[BODY_MAX + 300];
	int head = snprintf(out, 300, "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
		"ETag: \"e%zu\"\r\nContent-Length: %zu\r\n\r\n", status, n, n);

	memcpy(out + head, body, n);
	send_all(fd, out, (size_t)head + n);
}

static void answer_big(int fd)
{
	static char out[BIG + 300];
	static size_t n;
	int head;

	if (!n) {
		head = sprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
			"Content-Length: %d\r\n\r\n<!DOCTYPE html><title>Big</title>", BIG);
		n = (size_t)head - 33;
		memset(out + head, ' ', BIG - 33);
		for (int k = 0, at = head; at + 300 < BIG; k++, at += 260)
			at += sprintf(out + at, "<p class=row><a href='/big/%d'>page %d</a> of many "
				"words</p>", k % 50, k);
		for (size_t i = 0; i < BIG + n; i++)
			out[i] = out[i] ? out[i] : ' ';
		n += BIG;
	}
	send_all(fd, out, n);
}

static void answer_tree(int fd, unsigned long all, unsigned long i)
{
	char body[BODY_MAX];
	size_t n = (size_t)snprintf(body, sizeof(body),
		"<!DOCTYPE html><html><head><title>Page %lu</title></head><body><p>Page %lu\n", i, i);

	for (unsigned long k = FAN * i + 1; k <= FAN * i + FAN && k < all; k++)
		n += (size_t)snprintf(body + n, sizeof(body) - n,
			"<li><a href=\"/tree/%lu/%lu\">page %lu</a></li>\n", all, k, k);
	n += (size_t)snprintf(body + n, sizeof(body) - n, "</body></html>\n");
	answer(fd, "200 OK", body, n);
}

static void later(int fd, int64_t ms)
{
	int64_t due = now_ms() + (ms < 1 ? 1 : ms >= SLOTS ? SLOTS - 1 : ms);
	struct due *d = malloc(sizeof(*d));

	if (!d)
		exit(3);
	*d = (struct due){wheel[due % SLOTS], fd, peers[fd]->serial};
	wheel[due % SLOTS] = d;
}

static void count(int fd)
{
	char body[64];
	int n = snprintf(body, sizeof(body), "%llu\n", (unsigned long long)requests - 1);

	requests = 0;
	answer(fd, "200 OK", body, (size_t)n);
}

static void request(int fd, const char *path)
{
	unsigned long all, i;
	long ms;

	requests++;
	if (sscanf(path, "/tree/%lu/%lu", &all, &i) == 2)
		i < all ? answer_tree(fd, all, i) : answer(fd, "404 Not Found", "", 0);
	else if (sscanf(path, "/wait/ms%ld/", &ms) == 1)
		later(fd, ms);
	else if (strncmp(path, "/big/", 5) == 0)
		answer_big(fd);
	else if (strncmp(path, "/wait/never/", 12) == 0)
		return;
	else if (strncmp(path, "/count", 6) == 0)
		count(fd);
	else
		answer(fd, "404 Not Found", "", 0);
}

static void receive(int fd)
{
	struct peer *p = peers[fd];
	ssize_t n = read(fd, p->in + p->n, sizeof(p->in) - 1 - p->n);
	char *end;

	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			drop(fd);
		return;
	}
	p->n += (size_t)n;
	p->in[p->n] = '\0';
	end = strstr(p->in, "\r\n\r\n");
	if (!end) {
		if (p->n == sizeof(p->in) - 1)
			drop(fd);
		return;
	}
	p->n = 0;
	if (strncmp(p->in, "GET ", 4) == 0)
		request(fd, p->in + 4);
	else
		drop(fd);
}

static void turn_wheel(void)
{
	int64_t now = now_ms();

	for (; turned_ms < now; turned_ms++) {
		struct due *d = wheel[(turned_ms + 1) % SLOTS];

		wheel[(turned_ms + 1) % SLOTS] = NULL;
		while (d) {
			struct due *next = d->next;

			if (peers[d->fd]->serial == d->serial)
				answer(d->fd, "200 OK", "<title>slow</title><p>slow\n", 27);
			free(d);
			d = next;
		}
	}
}

static void take_peers(int listener)
{
	int fd, one = 1;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct epoll_event ev = {.events = EPOLLIN, .data.fd = fd};

		if (fd >= FDS_MAX) {
			close(fd);
			continue;
		}
		if (!peers[fd])
			peers[fd] = calloc(1, sizeof(**peers));
		if (!peers[fd])
			exit(3);
		peers[fd]->n = 0;
		peers[fd]->serial++;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &ev);
	}
}

static int listen_on(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 4096) < 0) {
		perror("bench-server");
		exit(3);
	}
	return fd;
}

int main(int argc, char **argv)
{
	struct rlimit limit;
	struct epoll_event ev = {.events = EPOLLIN}, got[256];
	int listener;

	if (argc != 2) {
		fputs("usage: bench-server PORT\n", stderr);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	listener = listen_on(atoi(argv[1]));
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	ev.data.fd = listener;
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &ev);
	turned_ms = now_ms();
	for (;;) {
		int n = epoll_wait(epoll_fd, got, 256, 1);

		for (int i = 0; i < n; i++) {
			if (got[i].data.fd == listener)
				take_peers(listener);
			else
				receive(got[i].data.fd);
		}
		turn_wheel();
	}
}
