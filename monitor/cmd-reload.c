/* reload: the running roles read the configuration again, if it is a good one. */
#include "monitor/cmd.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static int ask_role(const char *dir, const char *env, size_t *asked)
{
	long pid = store_daemon_pid(dir, env);

	if (!pid)
		return EXIT_FINE;
	if (kill((pid_t)pid, SIGHUP) < 0 && errno != ESRCH) {
		cmd_note("cannot signal process %ld: %s", pid, strerror(errno));
		return EXIT_MACHINE;
	}
	++*asked;
	return EXIT_FINE;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	extern const struct cmd cmd_reload;
	const char *dir = NULL;
	size_t asked = 0;
	int status;

	(void)opts;
	(void)argv;
	if (argc)
		return cmd_usage(&cmd_reload, "reload takes no subject");
	status = cmd_config(g); /* its faults are told: what runs keeps the old one */
	if (status == 0)
		status = cmd_store_dir(g, &dir);
	if (status == 0)
		status = ask_role(dir, "pages", &asked);
	if (status == 0)
		status = ask_role(dir, "alerts", &asked);
	if (status == 0 && !asked) {
		cmd_note("nothing runs here: the next start reads the configuration anyway");
		status = EXIT_MACHINE;
	}
	return status;
}

const struct cmd cmd_reload = {
	.name = "reload",
	.args = "",
	.summary = "what runs reads the configuration again, whole or not at all",
	.run = run,
};
