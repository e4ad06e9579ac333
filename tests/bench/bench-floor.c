/* bench-floor TRANSFERS <ADDRESSES: what libcurl alone allows.
 *
 * Fetches the addresses of stdin, one a line, over kept connections with the multi interface
 * and one epoll, TRANSFERS at a time. Nothing is parsed, kept, decided or stored, each handle
 * is set up once: no program on libcurl asks for the same addresses with less. Prints
 * addresses, bytes, seconds on the clock and of the processor, addresses a second. */
#include <curl/curl.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#define TRANSFERS_MAX 256
#define EVENTS 64

static CURLM *multi;
static int epoll;
static long timer_ms = -1;
static uint64_t bytes, count;

static double seconds(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	bytes += size * n;
	return size * n;
}

/* A descriptor stays in the epoll from one request to the next. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct epoll_event ev = {.data.fd = fd};

	(void)easy;
	(void)ctx;
	if (what == CURL_POLL_REMOVE)
		return 0;
	ev.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
		(what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
	if (what == CURL_POLL_IN && known)
		return 0;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev) < 0)
		epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &ev);
	return 0;
}

static int on_timer(CURLM *m, long ms, void *ctx)
{
	(void)m;
	(void)ctx;
	timer_ms = ms;
	return 0;
}

/* The next address with the handle; false at the end of the list. */
static int start(CURL *easy)
{
	static char *line;
	static size_t cap;
	ssize_t n = getline(&line, &cap, stdin);

	if (n <= 0)
		return 0;
	line[strcspn(line, "\n")] = '\0';
	curl_easy_setopt(easy, CURLOPT_URL, line);
	return curl_multi_add_handle(multi, easy) == CURLM_OK;
}

static int reap(void)
{
	CURLMsg *msg;
	int left, ended = 0;

	while ((msg = curl_multi_info_read(multi, &left))) {
		CURL *easy = msg->easy_handle;

		if (msg->msg != CURLMSG_DONE)
			continue;
		count += msg->data.result == CURLE_OK;
		curl_multi_remove_handle(multi, easy);
		if (!start(easy)) {
			curl_easy_cleanup(easy);
			ended++;
		}
	}
	return ended;
}

static int turn(void)
{
	struct epoll_event ev[EVENTS];
	int running, n = epoll_wait(epoll, ev, EVENTS, timer_ms < 0 ? 1000 : (int)timer_ms);

	if (n == 0 || timer_ms == 0) {
		timer_ms = -1;
		curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	for (int i = 0; i < n; i++)
		curl_multi_socket_action(multi, ev[i].data.fd,
			(ev[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
			(ev[i].events & ~(uint32_t)EPOLLOUT ? CURL_CSELECT_IN : 0), &running);
	return reap();
}

int main(int argc, char **argv)
{
	int going = argc > 1 ? atoi(argv[1]) : 16;
	double wall = seconds(CLOCK_MONOTONIC), cpu;

	if (going < 1 || going > TRANSFERS_MAX)
		return 2;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	multi = curl_multi_init();
	epoll = epoll_create1(0);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)TRANSFERS_MAX);
	for (int i = 0; i < going; i++) {
		CURL *easy = curl_easy_init();

		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
		curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 65536L);
		curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
		if (!start(easy))
			going = i;
	}
	while (going > 0)
		going -= turn();
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	printf("%llu addresses, %.1f MB, %.3f s, %.3f s processor, %.0f addresses/s\n",
		(unsigned long long)count, (double)bytes / 1e6, wall, cpu, (double)count / wall);
	curl_multi_cleanup(multi);
	curl_global_cleanup();
	return 0;
}
