/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions wait in a queue, of which the worker has the first. While clamd does not answer all of them are answered at once,
 * and it is tried again after a while.
 */
#include "gateway/daemon/scanner.h"

#include "gateway/ipc/child.h"
#include "gateway/net/clamd.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "gateway/util/sanitize.h"
#include "parsers/file_marks.h"

#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

typedef struct {
	int64_t mail;
	GBytes *raw;    /* own; NULL once it is answered */
	unsigned marks; /* of FileMark */
	char *said;     /* own; or NULL: it is clean */
	bool again;     /* clamd did not answer */
	bool forgotten; /* nobody waits for the answer any more */
} Question;

struct Scanner {
	Daemon *daemon; /* foreign */
	Child *child;   /* own; NULL: not running */
	bool open;      /* clamd answers it */
	bool leaving;   /* it is killed, as another clamd is to be asked */
	char *address;  /* own; of that clamd */
	char *trouble;  /* own; why clamd does not answer; NULL: it does, or nobody knows yet */
	int starts;
	GHashTable *known; /* own; mail -> Question */
	GQueue asked;      /* of Question, not answered yet; its own where forgotten */
	Retry retry;
};

static void
question_free(void *data)
{
	Question *question = data;

	g_clear_pointer(&question->raw, g_bytes_unref);
	g_free(question->said);
	g_free(question);
}

static void
on_retry(void *data)
{
	scanner_run(data);
}

Scanner *
scanner_new(Daemon *daemon)
{
	Scanner *scanner = g_new0(Scanner, 1);

	scanner->daemon = daemon;
	scanner->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&scanner->asked);
	retry_init(&scanner->retry, LONGEST_WAIT_MS, on_retry, scanner);
	return scanner;
}

static void
question_forget(Question *question)
{
	question->forgotten = true;
	if (question->raw == NULL)
		question_free(question);
}

void
scanner_free(Scanner *scanner)
{
	GHashTableIter all;
	void *question = NULL;

	if (scanner == NULL)
		return;
	child_free(scanner->child);
	retry_reset(&scanner->retry);
	g_hash_table_iter_init(&all, scanner->known);
	while (g_hash_table_iter_next(&all, NULL, &question))
		question_forget(question);
	g_queue_clear_full(&scanner->asked, question_free);
	g_hash_table_unref(scanner->known);
	g_free(scanner->address);
	g_free(scanner->trouble);
	g_free(scanner);
}

static void
set_trouble(Scanner *scanner, const char *text)
{
	g_autofree char *line = text == NULL ? NULL : sanitize_line(text);

	if (g_strcmp0(scanner->trouble, line) == 0)
		return;
	g_free(scanner->trouble);
	scanner->trouble = g_steal_pointer(&line);
	if (scanner->trouble != NULL)
		log_write(LOG_WARNING, "scan", "%s", scanner->trouble);
	else
		log_write(LOG_INFO, "scan", "clamd answers");
}

/* The first question. what: of one that is not clean. */
static void
answer(Scanner *scanner, ClamdVerdict verdict, const char *what)
{
	Question *question = g_queue_pop_head(&scanner->asked);

	if (verdict != CLAMD_CLEAN) {
		g_autofree char *line = sanitize_line(what);

		question->marks =
		    verdict == CLAMD_INFECTED ? FILE_MARK_INFECTED : FILE_MARK_UNSCANNED;
		question->again = verdict == CLAMD_SILENT;
		question->said = g_strdup_printf(
		    "%s: %s", verdict == CLAMD_INFECTED ? "infected" : "not scanned", line);
	}
	g_clear_pointer(&question->raw, g_bytes_unref);
	if (question->forgotten)
		question_free(question);
	daemon_wake(scanner->daemon);
}

static void
answer_all(Scanner *scanner, const char *why)
{
	while (!g_queue_is_empty(&scanner->asked))
		answer(scanner, CLAMD_SILENT, why);
}

static void
send_first(Scanner *scanner)
{
	const Question *first = g_queue_peek_head(&scanner->asked);

	if (scanner->child != NULL && scanner->open && first != NULL)
		child_send(scanner->child, FRAME_SCAN,
		    g_variant_new("(x)", (gint64)first->mail), first->raw);
}

static bool
take_scanned(Scanner *scanner, GVariant *body)
{
	const Question *first = g_queue_peek_head(&scanner->asked);
	const char *what = NULL;
	guchar verdict = 0;
	gint64 id = 0;

	g_variant_get(body, "(xy&s)", &id, &verdict, &what);
	if (!scanner->open || first == NULL || first->mail != id || verdict >= CLAMD_VERDICTS)
		return false;
	answer(scanner, (ClamdVerdict)verdict, what);
	send_first(scanner);
	return true;
}

/* False: an honest worker does not say that. */
static bool
take_frame(Scanner *scanner, const Frame *frame)
{
	const char *text = NULL;

	switch (frame->type) {
	case FRAME_OPENED:
		scanner->open = true;
		retry_reset(&scanner->retry);
		set_trouble(scanner, NULL);
		send_first(scanner);
		return true;
	case FRAME_SCANNED:
		return take_scanned(scanner, frame->body);
	case FRAME_BEAT:
		return true;
	case FRAME_LOG:
		frame_log("scan", frame->body);
		return true;
	case FRAME_TROUBLE:
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_trouble(scanner, text);
		return true;
	default:
		return false;
	}
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Scanner *scanner = data;

	if (child_was_silent(child) || take_frame(scanner, frame))
		return;
	log_write(LOG_ERROR, "scan", "is killed: it answered what was not asked");
	child_kill(child);
}

/* It may be the mail that ended it, or clamd that does not answer: either way nobody looked into what was asked. */
static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Scanner *scanner = data;

	if (!good && !scanner->leaving && scanner->trouble == NULL)
		log_write(LOG_WARNING, "scan", "the scan worker ended: %s", how);
	if (child_was_silent(child))
		daemon_note_hung(scanner->daemon, "the scan worker", how);
	child_free(child);
	scanner->child = NULL;
	scanner->open = false;
	good = good || scanner->leaving;
	scanner->leaving = false;
	answer_all(scanner, scanner->trouble != NULL ? scanner->trouble : how);
	if (!good)
		retry_failed(&scanner->retry);
	daemon_wake(scanner->daemon);
}

static void
start(Scanner *scanner, const char *address)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	g_autoptr(GError) error = NULL;

	g_free(scanner->address);
	scanner->address = g_strdup(address);
	scanner->starts++;
	scanner->child = child_start(
	    "scan", g_variant_new_parsed("{'clamd': <%s>}", address), &EVENTS, scanner, &error);
	if (scanner->child != NULL) {
		child_expect(scanner->child, scanner->daemon->context->config->times.silence);
		return;
	}
	set_trouble(scanner, error->message);
	answer_all(scanner, error->message);
	retry_failed(&scanner->retry);
}

void
scanner_run(Scanner *scanner)
{
	const char *address = scanner->daemon->context->config->clamd;

	if (scanner->child != NULL && !scanner->leaving &&
	    g_strcmp0(address, scanner->address) != 0) {
		scanner->leaving = true;
		child_kill(scanner->child);
	} else if (scanner->child == NULL && address == NULL) {
		set_trouble(scanner, NULL);
		retry_reset(&scanner->retry);
	} else if (scanner->child == NULL && scanner->retry.timer == 0) {
		start(scanner, address);
	}
}

void
scanner_give(Scanner *scanner, int64_t mail, GBytes *raw)
{
	Question *question = NULL;

	if (scanner->daemon->context->config->clamd == NULL ||
	    g_hash_table_contains(scanner->known, &mail))
		return;
	question = g_new0(Question, 1);
	question->mail = mail;
	question->raw = g_bytes_ref(raw);
	g_hash_table_insert(scanner->known, &question->mail, question);
	g_queue_push_tail(&scanner->asked, question);
	if (scanner->child == NULL && scanner->trouble != NULL)
		answer_all(scanner, scanner->trouble);
	else if (scanner->asked.length == 1)
		send_first(scanner);
}

bool
scanner_mark(const Scanner *scanner, int64_t mail, Message *message)
{
	const Question *question = g_hash_table_lookup(scanner->known, &mail);

	if (question == NULL)
		return true;
	if (question->raw != NULL)
		return false;
	message->marks = question->marks;
	message->scan_again = question->again;
	g_free(message->scan);
	message->scan = g_strdup(question->said == NULL ? "clean" : question->said);
	for (unsigned i = 0; i < message->attachments->len; i++)
		((MessageAttachment *)message->attachments->pdata[i])->marks |= question->marks;
	return true;
}

void
scanner_forget(Scanner *scanner, int64_t mail)
{
	Question *question = g_hash_table_lookup(scanner->known, &mail);

	if (question == NULL)
		return;
	g_hash_table_remove(scanner->known, &mail);
	question_forget(question);
}

bool
scanner_is_idle(const Scanner *scanner)
{
	return scanner->open && scanner->asked.length == 0;
}

ScannerAnswer
scanner_answer(const Scanner *scanner, int64_t mail, unsigned *ret_marks, const char **ret_said)
{
	const Question *question = g_hash_table_lookup(scanner->known, &mail);

	if (question != NULL && question->raw != NULL)
		return SCANNER_ASKS;
	if (question == NULL || question->again)
		return SCANNER_NONE;
	*ret_marks = question->marks;
	*ret_said = question->said;
	return SCANNER_ANSWERED;
}

const char *
scanner_trouble(const Scanner *scanner)
{
	return scanner->trouble;
}

json_t *
scanner_status(const Scanner *scanner)
{
	if (scanner->daemon->context->config->clamd == NULL)
		return json_null();
	return json_pack("{s:b, s:b, s:o, s:i, s:o}", "working", scanner->child != NULL,
	    "answers", scanner->open, "trouble", json_print_string(scanner->trouble), "starts",
	    scanner->starts, "pid",
	    json_print_id(scanner->child == NULL ? 0 : child_pid(scanner->child)));
}
