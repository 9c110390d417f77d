/* SPDX-License-Identifier: Apache-2.0 */
/* The list of frames and the form of each one's body: the only place where a new one is added. */
#include "gateway/ipc/frame.h"

#include "gateway/util/log.h"

#include "parsers/limits.h"
#include "parsers/origin.h"

#define KIB 1024u
#define MIB (KIB * KIB)

/* How large its body and its bytes may be: what an honest peer sends, and some more. The largest key of a mail is a
 * file's name whose every byte was escaped; a worker cuts its text (worker.c) and reports its keys in sets
 * (fetch.c). */
static const struct {
	const char *name;
	const char *form;
	guint32 body;
	guint32 bytes;
} FRAMES[] = {
    [FRAME_SETTINGS] = {"SETTINGS", "a{sv}", MIB, 0},
    [FRAME_LOG] = {"LOG", "(ys)", 8 * KIB, 0},
    [FRAME_TROUBLE] = {"TROUBLE", "(ys)", 8 * KIB, 0},
    [FRAME_BEAT] = {"BEAT", "()", 8, 0},
    [FRAME_READY] = {"READY", "()", 8, 0},
    [FRAME_OPENED] = {"OPENED", "(s)", 8 * KIB, 0},
    [FRAME_MAIL] = {"MAIL", "(sxbx)", 4 * KIB, LIMIT_MAIL},
    [FRAME_HISTORY] = {"HISTORY", "(sxbx)", 4 * KIB, LIMIT_MAIL},
    [FRAME_ASKED] = {"ASKED", "(as)", 2 * MIB, 0},
    [FRAME_UNFETCHED] = {"UNFETCHED", "(ss)", 8 * KIB, 0},
    [FRAME_FILED] = {"FILED", "(as)", MIB, 0},
    [FRAME_UNFILED] = {"UNFILED", "(us)", 8 * KIB, 0},
    [FRAME_HEARD] = {"HEARD", "()", 8, 0},
    [FRAME_FILE] = {"FILE", "(asas)", FRAME_BYTES_MAX, 0},
    [FRAME_FORGET] = {"FORGET", "(a(sxb))", MIB, 0},
    [FRAME_KNOWN] = {"KNOWN", "(asasass)", 256 * KIB, 0},
    [FRAME_READ] = {"READ", "(x)", 8, FRAME_BYTES_MAX},
    [FRAME_PART] = {"PART", "(xs)", 4 * KIB, FRAME_BYTES_MAX},
    [FRAME_MESSAGE] = {"MESSAGE", "(x)", 8, 24 * MIB},
    [FRAME_PART_READ] = {"PART_READ", "(xs)", 8 * KIB, LIMIT_ATTACHMENT},
    [FRAME_HEADER] = {"HEADER", "(x)", 8, 64 * KIB},
    [FRAME_ORIGIN] = {"ORIGIN", "(x" ORIGIN_FORM ")", MIB, 0},
    [FRAME_SCAN] = {"SCAN", "(x)", 8, FRAME_BYTES_MAX},
    [FRAME_SCANNED] = {"SCANNED", "(xys)", 8 * KIB, 0},
    [FRAME_LETTER] = {"LETTER", "(xss)", 8 * KIB, FRAME_BYTES_MAX},
    [FRAME_SENDING] = {"SENDING", "(xb)", 16, 0},
    [FRAME_SLOW] = {"SLOW", "()", 8, 0},
    [FRAME_SENT] = {"SENT", "(xys)", 8 * KIB, 0},
    [FRAME_INPUT] = {"INPUT", "()", 8, FRAME_BYTES_MAX},
    [FRAME_OUTPUT] = {"OUTPUT", "(is)", 8 * KIB, 64 * KIB},
    [FRAME_SIGN_IN] = {"SIGN_IN", "(ssx)", 8 * KIB, 0},
    [FRAME_TOKEN] = {"TOKEN", "(ssx)", 64 * KIB, 0},
    [FRAME_OPERATION] = {"OPERATION", "(xsbs)", 8 * MIB, LIMIT_ATTACHMENT},
    [FRAME_POLL] = {"POLL", "(s)", MIB, 0},
    [FRAME_FETCH_FILE] = {"FETCH_FILE", "(xs)", 4 * KIB, 0},
    [FRAME_OPERATED] = {"OPERATED", "(xys)", 8 * MIB, 0},
    [FRAME_CHANGES] = {"CHANGES", "(s)", 24 * MIB, 0},
    [FRAME_FILE_FETCHED] = {"FILE_FETCHED", "(xs)", 8 * KIB, LIMIT_ATTACHMENT},
    [FRAME_ASK] = {"ASK", "(xssssa{sv})", MIB, LIMIT_WEB_FILES},
    [FRAME_ANSWER] = {"ANSWER", "(xis)", MIB, FRAME_BYTES_MAX},
    [FRAME_COMMAND] = {"COMMAND", "(sa{sv})", FRAME_BYTES_MAX, FRAME_BYTES_MAX},
    [FRAME_REPLY] = {"REPLY", "(is)", FRAME_BYTES_MAX, FRAME_BYTES_MAX},
    [FRAME_PROGRESS] = {"PROGRESS", "(ii)", 8, 0},
};

const GVariantType *
frame_form(guint32 type)
{
	if (type >= G_N_ELEMENTS(FRAMES) || FRAMES[type].form == NULL)
		return NULL;
	return G_VARIANT_TYPE(FRAMES[type].form);
}

const char *
frame_name(guint32 type)
{
	return type < G_N_ELEMENTS(FRAMES) && FRAMES[type].name != NULL ? FRAMES[type].name
									: "?";
}

bool
frame_fits(guint32 type, size_t body, size_t bytes)
{
	return frame_form(type) != NULL && body <= FRAMES[type].body &&
	       bytes <= FRAMES[type].bytes;
}

void
frame_log(const char *about, GVariant *body)
{
	const char *text = NULL;
	guchar level = 0;

	g_variant_get(body, "(y&s)", &level, &text);
	log_write(level > LOG_DEBUG ? LOG_DEBUG : (LogLevel)level, about, "%s", text);
}
