/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules cost: a mail of about 5 KB is read and decided with 10 to 10,000 rules, each with a word of its own, and
 * with the shipped answers and catalog. Prints a table; times are CPU.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "parsers/mime.h"
#include "rules/answer.h"
#include "rules/catalog.h"
#include "rules/diagnostic.h"
#include "rules/ruleset.h"

#define MAIL_BYTES 5000
#define ROUNDS 2000
#define TRIES 5 /* the best of them counts */

typedef struct {
	GBytes *mail;     /* own */
	Answers *answers; /* own */
	Catalog *catalog; /* own */
	Ruleset *ruleset; /* own */
} Bench;

static double
cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static GBytes *
make_mail(void)
{
	GString *mail =
	    g_string_new("From: Els Bos <els@klant.example>\r\nTo: desk@desk.example\r\n"
			 "Subject: Printer op de gang\r\nMessage-ID: <1@klant.example>\r\n"
			 "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n");

	while (mail->len < MAIL_BYTES)
		g_string_append(mail,
		    "Het scherm van mijn laptop blijft zwart na het opstarten en de "
		    "printer op de gang doet het ook.\r\n");
	return g_string_free_to_bytes(mail);
}

static char *
make_rules(unsigned count)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < count; i++)
		g_string_append_printf(text,
		    "- name: rule %u\n"
		    "  when: {%s: '(?i)\\b%c%c%c-toestel%u\\s+(?<room>[A-Z]\\d+)'}\n"
		    "  then: {open_case: {title: 'Kamer {{room}}'}}\n",
		    i, i % 3 == 0 ? "subject" : "text", 'a' + i % 26, 'a' + i / 26 % 26,
		    'a' + i / 676 % 26, i);
	g_string_append(text, "- {name: anything else, when: {}, then: open_case}\n");
	return g_string_free(text, false);
}

static void
read_and_decide(const Bench *bench)
{
	g_autoptr(Message) message = mime_read(bench->mail);
	Answer answer = {0};
	Facts facts = {.message = message, .mailbox = "support"};
	const CatalogItem *item = catalog_find_asked(bench->catalog, message);

	answer_read(bench->answers, message, false, &answer);
	facts.answer = answer.kind;
	facts.asks = item != NULL ? ASKS_ITEM : answer.asks;
	rule_result_free(ruleset_match(bench->ruleset, &facts, &(RulesetRun){.brief = true}));
	answer_clear(&answer);
}

/* Microseconds a mail. */
static double
measure(const Bench *bench)
{
	double best = 0;

	for (unsigned i = 0; i < TRIES; i++) {
		double start = cpu_us(), cost;

		for (unsigned j = 0; j < ROUNDS; j++)
			read_and_decide(bench);
		cost = (cpu_us() - start) / ROUNDS;
		best = i == 0 ? cost : MIN(best, cost);
	}
	return best;
}

int
main(void)
{
	static const unsigned counts[] = {10, 100, 1000, 10000};
	static const char *const words[] = {SRCDIR "/data/answers", NULL};
	static const char *const items[] = {SRCDIR "/data/catalog.d", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Bench bench = {.mail = make_mail()};
	double least = 0;

	mime_init();
	bench.answers = answers_load(words, diagnostics);
	bench.catalog = catalog_load(items, &(CatalogNames){NULL}, diagnostics);
	printf("  rules   load      read and decide   of 10 rules\n");
	for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autofree char *text = make_rules(counts[i]);
		double start = cpu_us(), load, cost;

		bench.ruleset =
		    ruleset_parse("rules", text, strlen(text), &(RulesetNames){0}, diagnostics);
		load = cpu_us() - start;
		cost = measure(&bench);
		least = i == 0 ? cost : least;
		printf("%7u %6.1f ms %10.1f us/mail %10.0f %%\n", counts[i], load / 1000, cost,
		    100 * cost / least);
		ruleset_free(bench.ruleset);
	}
	g_assert(diagnostics->len == 0);
	answers_free(bench.answers);
	catalog_free(bench.catalog);
	g_bytes_unref(bench.mail);
	mime_shutdown();
	return 0;
}
