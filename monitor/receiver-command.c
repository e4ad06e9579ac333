/* A program of the installation: run without a shell, the message as JSON on its standard
 * input (DESIGN 10). Exit 0: delivered; 75 (EX_TEMPFAIL): later again; any other: refused. */
#include "monitor/receiver.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_FIXED "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define INPUT_MAX ((size_t)64 << 20)
#define OUTPUT_MAX 4096		   /* kept; what follows is read and dropped */
#define TIMEOUT_DEFAULT_MS 30000
#define GRACE_MS 2000		   /* between asking it to end and ending it */
#define TICK_MS 20
#define ARGUMENTS_MAX 256
#define EXIT_TEMPFAIL 75	   /* sysexits.h */

extern char **environ;

/* --- what it is told --- */

struct command_settings {
	const char *const *argv; /* NULL-terminated; argv[0] resolved beside the file */
	size_t nargv;
};

static void command_finish(void *own, struct reader *r, int line)
{
	struct command_settings *x = own;
	const char **argv;

	if (x->nargv == 0 || x->nargv > ARGUMENTS_MAX || !x->argv[0][0]) {
		reader_fault(r, line, false, "command: expected a program and its arguments, "
			"such as [hooks/mail]");
		return;
	}
	argv = reader_texts(r, x->argv, x->nargv);
	argv[0] = read_path(r, str_of(argv[0]));
	x->argv = argv;
	if (access(argv[0], X_OK) < 0)
		reader_fault(r, line, true, "command: there is no program '%s' that we may run",
			argv[0]);
}

/* --- telling --- */

struct program {
	pid_t pid;
	int output; /* its stdout and stderr */
	int fault;  /* errno of a failed exec comes here */
	struct buf said;
	bool ended, late;
	int status;
};

/* The message in memory, as a file: the program may read it when and how it likes. */
static int input_of(const struct message *m, int *out, struct err *e)
{
	struct buf b = BUF_INIT(INPUT_MAX);
	int fd = memfd_create("message", MFD_CLOEXEC), rc = 0;
	size_t at = 0;

	message_json(&b, m);
	buf_addc(&b, '\n');
	if (fd < 0 || !buf_ok(&b))
		rc = err_errno(e, "cannot hold a message for a program");
	while (rc == 0 && at < b.n) {
		ssize_t n = write(fd, b.p + at, b.n - at);

		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			rc = err_errno(e, "cannot hold a message for a program");
	}
	if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
		rc = err_errno(e, "cannot hold a message for a program");
	buf_release(&b);
	if (rc && fd >= 0)
		close(fd);
	*out = fd;
	return rc;
}

/* Our environment with a path of known places. */
static char **environment(struct arena *a, const struct message *m)
{
	size_t n = 0, k = 0;
	char **list;

	while (environ[n])
		n++;
	list = arena_array(a, n + 4, sizeof(*list));
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "PATH=", 5) != 0 &&
			strncmp(environ[i], "PORTALWATCH_RECEIVER=", 21) != 0)
			list[k++] = environ[i];
	list[k++] = arena_cstr(a, STR("PATH=" PATH_FIXED));
	list[k++] = arena_cstr(a, arena_strf(a, "PORTALWATCH_RECEIVER=%.*s",
		STR_ARG(m->alert->receiver)));
	return list;
}

/* In the child, between fork and exec: only what is safe there. */
static _Noreturn void become(const struct command_settings *r, char **env, int input, int output,
	int fault)
{
	char *const *argv = (char *const *)(uintptr_t)r->argv;
	sigset_t none;
	int number;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	if (dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0)
		execve(argv[0], argv, env);
	number = errno;
	if (write(fault, &number, sizeof(number)) < 0)
		_exit(126);
	_exit(127);
}

static int start(struct program *p, const struct command_settings *r, const struct message *m,
	struct err *e)
{
	int input, output[2], fault[2];
	struct arena a = ARENA_INIT;
	int rc = input_of(m, &input, e);

	if (rc)
		return rc;
	if (pipe2(output, O_CLOEXEC) < 0) {
		rc = err_errno(e, "cannot make a pipe");
		close(input);
		return rc;
	}
	if (pipe2(fault, O_CLOEXEC) < 0) {
		rc = err_errno(e, "cannot make a pipe");
	} else {
		char **env = environment(&a, m);

		p->pid = fork();
		if (p->pid == 0)
			become(r, env, input, output[1], fault[1]);
		if (p->pid < 0) {
			rc = err_errno(e, "cannot start '%s'", r->argv[0]);
			close(fault[0]);
		} else {
			setpgid(p->pid, p->pid); /* whoever is first */
			p->fault = fault[0];
		}
		close(fault[1]);
	}
	close(input);
	close(output[1]);
	p->output = output[0];
	if (rc)
		close(output[0]);
	else
		fcntl(p->output, F_SETFL, O_NONBLOCK);
	arena_release(&a);
	return rc;
}

/* False at the end of its output. */
static bool listen_to(struct program *p)
{
	char piece[4096];
	ssize_t n = read(p->output, piece, sizeof(piece));

	if (n > 0 && p->said.n < OUTPUT_MAX)
		buf_add(&p->said, piece, (size_t)n < OUTPUT_MAX - p->said.n
			? (size_t)n : OUTPUT_MAX - p->said.n);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Until it ends; the whole group is ended when its time is over. What it left running keeps
 * nobody waiting. */
static void attend(struct program *p, int64_t timeout_ms)
{
	int64_t end_ms = clock_mono_ms() + timeout_ms;
	bool open = true, asked = false;

	while (!p->ended) {
		struct pollfd fd = {.fd = open ? p->output : -1, .events = POLLIN};

		poll(&fd, 1, TICK_MS);
		if (open && fd.revents)
			open = listen_to(p);
		p->ended = waitpid(p->pid, &p->status, WNOHANG) == p->pid;
		if (p->ended || clock_mono_ms() < end_ms)
			continue;
		p->late = true;
		kill(-p->pid, asked ? SIGKILL : SIGTERM);
		asked = true;
		end_ms = clock_mono_ms() + GRACE_MS;
	}
	if (p->late)
		kill(-p->pid, SIGKILL);
	for (int i = 0; open && i < 100; i++) {
		struct pollfd fd = {.fd = p->output, .events = POLLIN};

		if (poll(&fd, 1, 0) <= 0 || !listen_to(p))
			break;
	}
}

static void judge(struct program *p, const struct command_settings *r, int64_t timeout_ms,
	struct delivery_result *out)
{
	int number = 0, code = WIFEXITED(p->status) ? WEXITSTATUS(p->status) : -1;
	const char *said = buf_cstr(&p->said);

	out->outcome = DELIVERY_AGAIN;
	if (read(p->fault, &number, sizeof(number)) == (ssize_t)sizeof(number)) {
		out->down = true;
		result_text(out, "cannot run '%s': %s", r->argv[0], strerror(number));
	} else if (p->late) {
		out->down = true;
		result_text(out, "no end after %lld s: %s", (long long)timeout_ms / 1000, said);
	} else if (code < 0) {
		out->down = true;
		result_text(out, "ended by signal %d: %s", WTERMSIG(p->status), said);
	} else {
		out->outcome = code == 0 ? DELIVERY_DONE : code == EXIT_TEMPFAIL ? DELIVERY_AGAIN
									 : DELIVERY_FAILED;
		out->down = code == EXIT_TEMPFAIL;
		result_text(out, "exit %d%s%s", code, said[0] ? ": " : "", said);
	}
}

static int command_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	struct program p = {.said = BUF_INIT(OUTPUT_MAX), .output = -1, .fault = -1};
	int64_t timeout_ms = r->timeout_ms > 0 ? r->timeout_ms : TIMEOUT_DEFAULT_MS;
	int rc = start(&p, r->own, m, e);

	if (rc)
		return rc;
	attend(&p, timeout_ms);
	judge(&p, r->own, timeout_ms, out);
	if (p.said.n)
		log_debug("command receiver=%s output=%s", r->id, buf_cstr(&p.said));
	close(p.output);
	close(p.fault);
	buf_release(&p.said);
	return 0;
}

static struct receiver_try command_trial(const struct receiver_config *r)
{
	return (struct receiver_try){
		.path = ((const struct command_settings *)r->own)->argv[0], .program = true};
}

const struct receiver_type receiver_command = {
	.kind = {{"command", ROW_TEXTS, LIST_AT(command_settings, argv, nargv),
			.help = "program and arguments, run without a shell, JSON on its input"},
		.size = sizeof(struct command_settings), .finish = command_finish},
	.tell = command_tell, .trial = command_trial};
