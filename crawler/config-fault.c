/* The list of faults: all of them, each once, with a ceiling. */
#include "config-rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_known(const struct config_faults *f, const char *file, int line,
	const char *text)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].line == line && streq(f->list[i].text, text) &&
			streq(f->list[i].file, file))
			return true;
	return false;
}

static void add(struct config_faults *f, struct config_fault x, const char *fmt,
	va_list ap) __attribute__((format(printf, 3, 0)));

static void add(
	struct config_faults *f, struct config_fault x, const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, said(fmt), ap) < 0)
		fatal("out of memory (fault)");
	if (f->n >= FAULTS_MAX || is_known(f, x.file, x.line, text)) {
		if (f->n >= FAULTS_MAX && !x.warning && !x.note)
			f->nerrors++;
		free(text);
		return;
	}
	f->list = mem_grow(f->list, f->n, &f->cap, sizeof(*f->list));
	x.file = cstr_dup(x.file);
	x.text = text;
	f->list[f->n++] = x;
	f->nerrors += !x.warning && !x.note;
	f->nwarnings += x.warning;
}

void config_fault_add(struct config_faults *f, const char *file, int line, bool warning,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(f, (struct config_fault){.file = file, .line = line, .warning = warning}, fmt,
		ap);
	va_end(ap);
}

void reader_fault(struct reader *r, int line, bool warning, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(r->f, (struct config_fault){.file = r->file, .line = line, .warning = warning}, fmt,
		ap);
	va_end(ap);
}

void config_note_add(struct config_faults *f, const char *file, int line, const char *fmt,
	...)
{
	va_list ap;

	va_start(ap, fmt);
	add(f, (struct config_fault){.file = file, .line = line, .note = true}, fmt, ap);
	va_end(ap);
}

void config_faults_release(struct config_faults *f)
{
	for (size_t i = 0; i < f->n; i++) {
		union {
			const char *c;
			char *p;
		} file = {f->list[i].file}, text = {f->list[i].text};

		free(file.p);
		free(text.p);
	}
	free(f->list);
	*f = (struct config_faults){0};
}
