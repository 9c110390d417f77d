/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the gateway, lives and deaths, through one seed or many; doc/hacking.md says how to read what it prints.
 *
 *   simulate                     what `make check` runs: short seeds, some of them twice, and defects that must be found
 *   simulate --seed N [--verbose] [--keep FILE] [--conversations N] [--defect NAME]
 *   simulate --soak [--seed N]   seed after seed from N on, until one disagrees
 */
#include <glib/gstdio.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gateway/daemon/loop.h"
#include "parsers/mime.h"
#include "rules/diagnostic.h"
#include "tests/simulation/children.h"
#include "tests/simulation/commands.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/mailbox.h"
#include "tests/simulation/people.h"
#include "tests/simulation/post.h"
#include "tests/simulation/world.h"

#define CHECK_SEEDS 200

static const char CONFIGURATION[] =
    "desk:\n"
    "  name: Servicedesk\n"
    "  domain: desk.example\n"
    "  language: nl\n"
    "  categories: [Netwerk, Overig]\n"
    "  default_category: Overig\n"
    "mailboxes:\n"
    "  - {name: support, maildir: in, address: desk@desk.example,\n"
    "     reply_address: 'desk+{token}@desk.example', authserv: mx.desk.example}\n"
    "  - {name: sales, maildir: in2, address: sales@desk.example,\n"
    "     reply_address: 'sales+{token}@desk.example', authserv: mx.desk.example}\n"
    "outgoing: {maildir: out}\n"
    "groups:\n"
    "  servicedesk: {address: team@desk.example}\n"
    "agents:\n"
    "  - {name: Sanne de Wit, address: sanne@desk.example, login: sanne,\n"
    "     groups: [servicedesk]}\n"
    "acknowledgements: {per_address_hour: 0, per_minute: 0}\n"
    "letters: {per_address_hour: 1000000, per_ticket_hour: 1000000, per_minute: 0,\n"
    "  per_hour: 0, in_a_row: 0, waiting_address_hour: 1000000}\n"
    "notifications: {per_address_hour: 0}\n"
    "times: {remind_question: 5d, remind_solution: 5d, close_solution: 10d}\n";

/* Of every other seed. */
static const char HOURS[] = "hours: {mon-fri: 08:00-17:30, 12-24: 08:00-12:00, holidays: nl}\n"
			    "escalate: [{after: 1d, to: servicedesk}]\n";

static const char CATALOG[] =
    "item: plaque\n"
    "title: {nl: Naambordje bestellen, en: Order a name plate}\n"
    "group: servicedesk\n"
    "approval: manager\n"
    "variables:\n"
    "  - {name: text, label: {nl: Opschrift, en: Words}, required: yes}\n"
    "when_complete:\n"
    "  - run: [/bin/true]\n"
    "  - mail: inkoop@desk.example\n";

typedef struct {
	gint64 seed;
	int conversations; /* 0: by chance */
	int verbose;
	int soak;
	char *defect; /* own */
	char *keep;   /* own; where the spool is written to at the end */
} Options;

typedef struct {
	unsigned lives;
	unsigned deaths;
	unsigned mails;
	uint64_t hash;
	bool good;
} Outcome;

static Config *
load(const char *file)
{
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	Config *config = config_load(file, diagnostics);

	for (unsigned i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		g_printerr("%s\n", text);
	}
	g_assert(config != NULL);
	return config;
}

static void
disk_works(void *data)
{
	(void)data;
	disk_set_full(false);
	disk_set_failing(false);
}

/* One life of the gateway, from its start to its death or its end in good order, and a look at what it left. */
static void
live(const char *folder, Outcome *outcome)
{
	g_autofree char *state = g_build_filename(folder, "state", NULL);
	g_autofree char *spool = g_build_filename(state, "spool.db", NULL);
	g_autofree char *file = g_build_filename(folder, "casegate.yaml", NULL);
	g_autoptr(GError) error = NULL;
	Config *config = load(file);
	Context *context = context_open(config, state, &error);

	outcome->lives++;
	people_next_life();
	if (context != NULL) {
		loop_run(context, file);
	} else {
		config_free(config);
		if (!world_is_dead() && disk_is_well())
			ledger_disagree("the gateway does not start: %s", error->message);
	}
	if (world_is_dead()) {
		outcome->deaths++;
		world_tell("death %u", outcome->deaths);
		disk_restore();
	}
	world_revive();
	post_forget_known();
	disk_cut_after(0);
	disk_works(NULL);
	ledger_check(spool);
	commands_cut();
}

static void
post_works(void *data)
{
	(void)data;
	post_set_down(false);
}

/* Somebody sets the clock: by a day, a year, forward or back. */
static void
jump(void)
{
	static const int64_t BY[] = {WORLD_DAY, 30 * WORLD_DAY, 365 * WORLD_DAY};
	int64_t by_us = BY[world_chance(G_N_ELEMENTS(BY))];

	if (world_happens(500))
		by_us = -by_us;
	world_tell("the clock jumps by %" G_GINT64_FORMAT " days", by_us / WORLD_DAY);
	world_jump(by_us);
}

static void
hang_up(void *data)
{
	(void)data;
	world_signal(SIGHUP);
}

static void
terminate(void *data)
{
	(void)data;
	world_signal(SIGTERM);
}

/* Something is wrong for a while. */
static void
spoil(void *data)
{
	int64_t a_while = (int64_t)world_chance(2 * WORLD_HOUR);

	(void)data;
	switch (world_chance(5)) {
	case 0:
		disk_set_full(true);
		world_later(a_while, disk_works, NULL);
		break;
	case 1:
		disk_set_failing(true);
		world_later(a_while, disk_works, NULL);
		break;
	case 2:
		post_set_down(true);
		world_later(a_while, post_works, NULL);
		break;
	case 3:
		mailbox_renumber();
		break;
	case 4:
		jump();
		break;
	}
}

/* Lives that end early, in bad weather. */
static void
live_badly(const char *folder, Outcome *outcome)
{
	unsigned lives = (unsigned)world_chance(12);

	world_set_weather(true);
	for (unsigned i = 0; i < lives && !ledger_disagrees(); i++) {
		if (world_happens(800))
			disk_cut_after(1 + world_chance(1 + world_chance(400)));
		if (world_happens(500))
			world_later((int64_t)world_chance(2 * WORLD_HOUR), spoil, NULL);
		if (world_happens(200))
			world_later((int64_t)world_chance(2 * WORLD_HOUR), hang_up, NULL);
		if (world_happens(200))
			world_later((int64_t)world_chance(2 * WORLD_HOUR), terminate, NULL);
		world_end_loop(world_now_us() + (int64_t)world_chance(3 * WORLD_HOUR), NULL);
		live(folder, outcome);
	}
	world_set_weather(false);
}

/* Until all is done that people began, and a while longer. */
static void
live_well(const char *folder, Outcome *outcome)
{
	int64_t end_us = world_now_us() + 60 * WORLD_DAY;

	do {
		world_end_loop(end_us, people_are_done);
		live(folder, outcome);
	} while (!people_are_done() && world_now_us() < end_us && !ledger_disagrees());
	world_end_loop(world_now_us() + 6 * WORLD_HOUR, NULL);
	live(folder, outcome);
}

static void
remove_folder(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		remove_folder(child);
	}
	g_remove(path);
}

static void
put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert(g_mkdir_with_parents(parent, 0700) == 0);
	g_assert(g_file_set_contents(path, text, -1, NULL));
}

static Outcome
simulate(const Options *options, const char *folder)
{
	g_autofree char *state = g_build_filename(folder, "state", NULL);
	g_autofree char *spool = g_build_filename(state, "spool.db", NULL);
	g_autofree char *configuration =
	    g_strconcat(CONFIGURATION, options->seed % 2 == 0 ? HOURS : "", NULL);
	Outcome outcome = {0};
	unsigned conversations = 0;

	put(folder, "casegate.yaml", configuration);
	world_begin((uint64_t)options->seed, options->verbose);
	world_set_defect(options->defect);
	disk_begin();
	workers_begin();
	mailbox_begin();
	post_begin(&(const PostEvents){people_get, people_miss, people_may_be_gone});
	ledger_begin();
	commands_begin();
	conversations = 1 + (unsigned)world_chance(world_happens(60) ? 200 : 12);
	if (options->conversations > 0)
		conversations = (unsigned)options->conversations;
	people_begin(conversations, 8, 12 * WORLD_HOUR, world_happens(200));
	live_badly(folder, &outcome);
	if (!ledger_disagrees())
		live_well(folder, &outcome);
	if (!ledger_disagrees())
		ledger_check_end(spool);
	outcome.mails = g_hash_table_size(people_mails());
	outcome.hash = world_hash();
	outcome.good = !ledger_disagrees();
	if (options->keep != NULL)
		disk_save(spool, options->keep);
	people_end();
	commands_end();
	post_end();
	mailbox_end();
	workers_end();
	disk_end();
	world_end();
	remove_folder(state);
	return outcome;
}

static void
print_outcome(const Options *options, const Outcome *outcome)
{
	printf("seed %" G_GINT64_FORMAT ": %u mails, %u lives, %u deaths, hash %016" PRIx64
	       "%s\n",
	    options->seed, outcome->mails, outcome->lives, outcome->deaths, outcome->hash,
	    outcome->good ? "" : ", DISAGREES");
	fflush(stdout);
}

static int
run_one(const Options *options, const char *folder)
{
	Outcome outcome = simulate(options, folder);

	print_outcome(options, &outcome);
	return outcome.good ? 0 : 1;
}

/* Real time, which the simulated world knows nothing of. */
static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
soak(Options *options, const char *folder)
{
	double begun = seconds();
	uint64_t mails = 0;

	for (int seeds = 1;; seeds++) {
		Outcome outcome = simulate(options, folder);

		mails += outcome.mails;
		if (!outcome.good || seeds % 100 == 0) {
			print_outcome(options, &outcome);
			printf("%d seeds, %" PRIu64 " mails, %.0f in an hour\n", seeds, mails,
			    (double)mails / (seconds() - begun) * 3600);
			fflush(stdout);
		}
		if (!outcome.good)
			return 1;
		options->seed++;
	}
}

/* A defect must be found within so many seeds. */
static bool
find_defect(const char *defect, const char *folder)
{
	Options options = {.defect = (char *)defect};

	for (options.seed = 1; options.seed <= 50; options.seed++)
		if (!simulate(&options, folder).good) {
			printf("defect %s: found by seed %d\n", defect, (int)options.seed);
			return true;
		}
	printf("defect %s: NOT FOUND\n", defect);
	return false;
}

static int
check_all(const char *folder)
{
	static const char *const DEFECTS[] = {
	    "no-sync", "sent-twice", "filed-early", "letter-lost"};
	Options options = {0};
	unsigned bad = 0;
	unsigned mails = 0;
	unsigned deaths = 0;

	for (options.seed = 1; options.seed <= CHECK_SEEDS; options.seed++) {
		Outcome outcome = simulate(&options, folder);

		mails += outcome.mails;
		deaths += outcome.deaths;
		if (!outcome.good) {
			printf("seed %d DISAGREES: tests/simulate --seed %d --verbose\n",
			    (int)options.seed, (int)options.seed);
			bad++;
		}
		/* the same seed is the same run */
		if (options.seed % 20 == 0 && simulate(&options, folder).hash != outcome.hash) {
			printf("seed %d is not the same run twice\n", (int)options.seed);
			bad++;
		}
	}
	printf("%d seeds: %u mails, %u deaths\n", CHECK_SEEDS, mails, deaths);
	for (size_t i = 0; i < G_N_ELEMENTS(DEFECTS); i++)
		bad += find_defect(DEFECTS[i], folder) ? 0 : 1;
	return bad == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	Options options = {.seed = 0};
	const GOptionEntry entries[] = {
	    {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "the seed", "N"},
	    {"conversations", 0, 0, G_OPTION_ARG_INT, &options.conversations,
		"how many, not by chance", "N"},
	    {"verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, "tell all that happens",
		NULL},
	    {"soak", 0, 0, G_OPTION_ARG_NONE, &options.soak, "go on until one disagrees", NULL},
	    {"defect", 0, 0, G_OPTION_ARG_STRING, &options.defect, "do this wrong on purpose",
		"NAME"},
	    {"keep", 0, 0, G_OPTION_ARG_FILENAME, &options.keep,
		"write the spool there at the end", "FILE"},
	    {0}};
	g_autoptr(GOptionContext) parser = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = NULL;
	int code = 0;

	g_option_context_add_main_entries(parser, entries, NULL);
	if (!g_option_context_parse(parser, &argc, &argv, &error)) {
		g_printerr("%s\n", error->message);
		return 64;
	}
	g_setenv("TZ", "UTC", TRUE);
	folder = g_dir_make_tmp("simulate-XXXXXX", NULL);
	put(folder, "catalog.d/plaque.yaml", CATALOG);
	mime_init();
	if (options.soak)
		code = soak(&options, folder);
	else if (options.seed != 0)
		code = run_one(&options, folder);
	else
		code = check_all(folder);
	mime_shutdown();
	remove_folder(folder);
	g_free(options.defect);
	g_free(options.keep);
	return code;
}
