/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading costs: one read worker, sandbox and frames included, beside bare GMime in one process that parses the
 * same mails and decodes all their parts, texts to UTF-8. The mails are made up: 8 of 20 are plain answers with a quote
 * and a signature, 6 are HTML (half of them with a plain text beside it) as Outlook writes it, 3 are a list's, and
 * 3 carry a picture and a PDF. Prints each kind and the mix. Rounds take turns and the best of each
 * counts; the last column compares what of the processor the worker and GMime took for a mail, which, unlike the
 * clock, hardly depends on what else runs.
 *
 * GMime takes a mail apart and decodes it, and that is all it does here. Of the worker's instructions in the mix, but for
 * the digest of the mail, taking apart is 8 percent and texts and files are 35; the rest is what GMime has no word for: 19
 * to tell the new words from quotes and signatures, 10 to tell machines from people, 12 for addresses and headers as text,
 * and banners, languages, numbers and tokens. So the worker cannot reach GMime's speed; WANTED is a little below what it
 * reaches, and tells when something is done twice.
 *
 *     reader [ROUNDS]      exit 1: in the mix the worker does less than WANTED percent of GMime's mails for as much processor
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gateway/ipc/child.h"
#include "gateway/workers/worker.h"
#include "tests/bench/reader_mails.h"

#define WANTED 42
#define ROUNDS 15
#define MAILS 400 /* of a round */
#define AT_ONCE 8 /* mails that a worker has at once */

typedef struct {
	GPtrArray *mails; /* foreign; of GBytes */
	GMainLoop *wait;  /* own */
	guint sent;
	guint read;
} Run;

static double
clock_s(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Text as UTF-8, all else as bytes to nowhere. */
static void
decode_part(GMimeObject *parent, GMimeObject *part, void *data)
{
	GMimeDataWrapper *content = NULL;

	(void)parent;
	if (GMIME_IS_TEXT_PART(part)) {
		g_free(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
		return;
	}
	content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	if (content != NULL)
		g_mime_data_wrapper_write_to_stream(content, data);
}

/* Seconds that GMime takes. */
static double
run_gmime(GPtrArray *mails)
{
	GMimeStream *nowhere = g_mime_stream_null_new();
	double start = clock_s(CLOCK_MONOTONIC);

	for (guint i = 0; i < mails->len; i++) {
		gsize size = 0;
		const char *data = g_bytes_get_data(mails->pdata[i], &size);
		GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
		GMimeParser *parser = g_mime_parser_new_with_stream(stream);
		GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

		g_mime_message_foreach(message, decode_part, nowhere);
		g_object_unref(message);
		g_object_unref(parser);
		g_object_unref(stream);
	}
	g_object_unref(nowhere);
	return clock_s(CLOCK_MONOTONIC) - start;
}

static void
send_next(Child *child, Run *run)
{
	GBytes *mail = run->mails->pdata[run->sent];

	child_send(child, FRAME_READ, g_variant_new("(x)", (gint64)run->sent++), mail);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Run *run = data;

	if (frame->type == FRAME_READY)
		return;
	g_assert(frame->type == FRAME_MESSAGE);
	if (run->sent < run->mails->len)
		send_next(child, run);
	if (++run->read == run->mails->len)
		g_main_loop_quit(run->wait);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	(void)child;
	(void)good;
	(void)data;
	fprintf(stderr, "reader: the worker ended: %s\n", how);
	exit(2);
}

/* Seconds that the worker takes once it runs. */
static double
run_worker(Child *child, Run *run, GPtrArray *mails)
{
	double start = clock_s(CLOCK_MONOTONIC);

	run->mails = mails;
	run->sent = run->read = 0;
	while (run->sent < MIN(AT_ONCE, mails->len))
		send_next(child, run);
	g_main_loop_run(run->wait);
	return clock_s(CLOCK_MONOTONIC) - start;
}

/* Mails per second, and per second of the processor. */
typedef struct {
	double wall;
	double cpu;
} Speed;

static void
take_best(Speed *best, guint mails, double wall, double cpu)
{
	best->wall = MAX(best->wall, mails / wall);
	best->cpu = MAX(best->cpu, mails / cpu);
}

/* Percent of GMime's mails for as much of the processor. */
static double
measure(Child *child, Run *run, BenchKind kind, int rounds)
{
	g_autoptr(GPtrArray) mails = bench_mails(kind, MAILS);
	Speed gmime = {0, 0}, worker = {0, 0};
	double size = 0;
	clockid_t worker_clock;

	clock_getcpuclockid(child_pid(child), &worker_clock);
	for (guint i = 0; i < mails->len; i++)
		size += (double)g_bytes_get_size(mails->pdata[i]);
	run_worker(child, run, mails);
	for (int i = 0; i < rounds; i++) {
		double cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID), wall = run_gmime(mails);

		take_best(&gmime, mails->len, wall, clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu);
		cpu = clock_s(worker_clock);
		wall = run_worker(child, run, mails);
		take_best(&worker, mails->len, wall, clock_s(worker_clock) - cpu);
	}
	printf("%-12s %7.1f KB %9.0f /s %9.0f /s %7.0f %% %7.0f %%\n", bench_kind_name(kind),
	    size / mails->len / 1024, gmime.wall, worker.wall, 100 * worker.wall / gmime.wall,
	    100 * worker.cpu / gmime.cpu);
	return 100 * worker.cpu / gmime.cpu;
}

int
main(int count, char **arguments)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	int rounds = count == 2 ? (int)g_ascii_strtoll(arguments[1], NULL, 10) : ROUNDS;
	Run run = {NULL, NULL, 0, 0};
	g_autoptr(GError) error = NULL;
	g_autoptr(Child) child = NULL;
	GVariantDict settings;
	double reached = 0;

	if (count == 3 && strcmp(arguments[1], "--worker") == 0)
		return worker_run(arguments[2]);
	g_mime_init();
	run.wait = g_main_loop_new(NULL, FALSE);
	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(&settings, "mails", "x", G_MAXINT64);
	child = child_start("read", g_variant_dict_end(&settings), &EVENTS, &run, &error);
	if (child == NULL || rounds < 1)
		return 2;
	printf("reading           a mail        GMime         worker of GMime    by CPU\n");
	for (BenchKind kind = 0; kind <= BENCH_MIX; kind++)
		reached = measure(child, &run, kind, rounds);
	g_main_loop_unref(run.wait);
	if (reached < WANTED)
		fprintf(stderr, "reader: %.0f %% of GMime, but %d %% are wanted\n", reached,
		    WANTED);
	return reached < WANTED ? 1 : 0;
}
