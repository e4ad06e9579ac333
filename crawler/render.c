/* Programs that render a page. */
#include "render.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 64
#define PIECE 65536
#define LOOK_MS 200 /* has it ended, though its output is still open? */

enum state { WAITS, RUNS, ENDS /* output closed, the process not yet seen to end */ };

struct render {
	struct render *next;
	uint64_t ticket;
	char *command, *url, *order;
	size_t norder;
	enum state state;
	pid_t pid;
	int out;
	int64_t until_ms;
	struct buf body;
	const char *reason; /* why it failed; NULL while it has not */
	struct renders *all;
};

struct renders {
	struct loop *loop;
	rendered_fn *fn;
	void *ctx;
	struct render *first, **last;
};

struct renders *renders_open(struct loop *l, rendered_fn *fn, void *ctx)
{
	struct renders *r = mem_alloc(sizeof(*r));

	*r = (struct renders){.loop = l, .fn = fn, .ctx = ctx};
	r->last = &r->first;
	return r;
}

void renders_add(struct renders *r, uint64_t ticket, struct str command, struct str url,
	struct str order)
{
	struct render *x = mem_alloc(sizeof(*x));

	*x = (struct render){.ticket = ticket, .command = str_dup(command),
		.url = str_dup(url), .order = str_dup(order), .norder = order.n, .out = -1,
		.body = BUF_INIT(RENDER_BYTES_MAX), .all = r};
	*r->last = x;
	r->last = &x->next;
}

static void render_free(struct render *x)
{
	if (x->out >= 0) {
		loop_watch(x->all->loop, x->out, 0, NULL, NULL);
		close(x->out);
	}
	buf_release(&x->body);
	free(x->command);
	free(x->url);
	free(x->order);
	free(x);
}

static void unlink_render(struct renders *r, struct render *x)
{
	struct render **at = &r->first;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	if (r->last == &x->next)
		r->last = at;
}

/* Words of the command and the address; the words are cut out of text in place. */
static bool words_of(char *text, char *url, char *argv[WORDS_MAX + 2])
{
	char *save = NULL;
	size_t n = 0;

	for (char *w = strtok_r(text, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (n == WORDS_MAX)
			return false;
		argv[n++] = w;
	}
	argv[n++] = url;
	argv[n] = NULL;
	return n > 1;
}

/* In the child: only what is safe between fork and exec. */
static _Noreturn void become(char *const argv[], int out)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	if (null >= 0 && dup2(null, 0) >= 0 && dup2(out, 1) >= 0) {
		closefrom(3); /* nothing of the fetcher's is left open to it */
		execv(argv[0], argv);
	}
	_exit(127);
}

static void on_output(void *ctx, int fd, unsigned events)
{
	struct render *x = ctx;
	char piece[PIECE];
	ssize_t n = read(fd, piece, sizeof(piece));

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		buf_add(&x->body, piece, (size_t)n);
		if (buf_ok(&x->body))
			return;
		x->reason = "render-too-large";
		kill(-x->pid, SIGKILL);
	}
	loop_watch(x->all->loop, fd, 0, NULL, NULL);
	close(fd);
	x->out = -1;
	x->state = ENDS;
}

static void start(struct render *x, int64_t now_ms)
{
	char *text = cstr_dup(x->command), *argv[WORDS_MAX + 2];
	int ends[2];

	x->state = ENDS;
	x->pid = -1;
	if (!words_of(text, x->url, argv) || pipe2(ends, O_CLOEXEC) < 0) {
		x->reason = "render-failed";
		free(text);
		return;
	}
	x->pid = fork();
	if (x->pid == 0)
		become(argv, ends[1]);
	close(ends[1]);
	if (x->pid < 0) {
		x->reason = "render-failed";
		close(ends[0]);
	} else {
		setpgid(x->pid, x->pid); /* whoever is first */
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		x->out = ends[0];
		x->state = RUNS;
		x->until_ms = now_ms + RENDER_MS;
		loop_watch(x->all->loop, x->out, LOOP_READ, on_output, x);
	}
	free(text);
}

static void finish(struct render *x, int status)
{
	struct renders *r = x->all;
	char detail[100] = "";

	if (x->pid > 0)
		kill(-x->pid, SIGKILL); /* what it left behind */
	if (!x->reason && WIFEXITED(status) && WEXITSTATUS(status) != 0)
		snprintf(detail, sizeof(detail), "the renderer ended with %d%s",
			WEXITSTATUS(status), WEXITSTATUS(status) == 127 ? ": cannot be run" : "");
	else if (!x->reason && WIFSIGNALED(status))
		snprintf(detail, sizeof(detail), "the renderer died of signal %d",
			WTERMSIG(status));
	if (detail[0])
		x->reason = "render-failed";
	else if (!x->reason && x->body.n == 0)
		x->reason = "render-empty";
	if (x->reason)
		log_warn("render failed url=%s reason=%s %s", x->url, x->reason, detail);
	unlink_render(r, x);
	r->fn(r->ctx, x->ticket, str_n(x->order, x->norder),
		x->reason ? STR_NONE : buf_str(&x->body), x->reason);
	render_free(x);
}

/* It has ended; a helper that it left behind may keep its output open for ever. */
static void take_rest(struct render *x)
{
	size_t before;

	do {
		before = x->body.n;
		on_output(x, x->out, 0);
	} while (x->out >= 0 && x->body.n > before);
}

/* False: it goes on. */
static bool look(struct render *x, int64_t now_ms)
{
	int status = 0;

	if (x->pid < 0) {
		finish(x, 0);
		return true;
	}
	if (now_ms >= x->until_ms && !x->reason) {
		x->reason = "render-timeout";
		kill(-x->pid, SIGKILL);
	}
	if (x->state == RUNS && !x->reason) {
		if (waitpid(x->pid, &status, WNOHANG) != x->pid)
			return false;
		take_rest(x);
		finish(x, status);
		return true;
	}
	if (waitpid(x->pid, &status, WNOHANG) != x->pid)
		return false;
	finish(x, status);
	return true;
}

int64_t renders_turn(struct renders *r, int64_t now_ms)
{
	struct render *next;
	size_t running = 0;
	int64_t wait = -1;

	for (struct render *x = r->first; x; x = next) {
		next = x->next;
		if (x->state == WAITS && running < RENDER_AT_ONCE)
			start(x, now_ms);
		if (x->state == WAITS || look(x, now_ms))
			continue;
		running++;
		/* its end comes a moment after its output's */
		if (x->state == ENDS || x->reason)
			wait = 5;
		else if (wait < 0 || wait > LOOK_MS)
			wait = LOOK_MS;
	}
	return wait;
}

void renders_close(struct renders *r)
{
	while (r && r->first) {
		struct render *x = r->first;

		if (x->state != WAITS && x->pid > 0) {
			kill(-x->pid, SIGKILL);
			waitpid(x->pid, NULL, 0);
		}
		r->first = x->next;
		render_free(x);
	}
	free(r);
}
