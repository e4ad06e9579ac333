/* Replays files, or all files of folders, through a fuzz target: what fuzzing once found
 * stays an ordinary test. Folders that do not exist are passed over. */
#include "base/fs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int nrun;

static void replay_file(const char *path)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	uint8_t *copy;

	if (fs_read(path, &b, NULL) < 0)
		fatal("cannot read '%s'", path);
	/* an exact allocation, so that one byte too far is seen */
	copy = mem_alloc(b.n);
	if (b.n)
		memcpy(copy, b.p, b.n);
	LLVMFuzzerTestOneInput(copy, b.n);
	free(copy);
	buf_release(&b);
	nrun++;
}

static void replay(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *x;

	if (!d) {
		if (fs_exists(path))
			replay_file(path);
		return;
	}
	while ((x = readdir(d))) {
		char *file;

		if (x->d_name[0] == '.')
			continue;
		file = fs_join(path, x->d_name);
		replay_file(file);
		free(file);
	}
	closedir(d);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs\n", nrun);
	return nrun ? 0 : 1;
}
