/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text is cut into clauses, each is a set of classes of words (parsers/word_class.h), and a few sums of these say
 * what is meant: absence is a "not" with "here", "back" with a time, or a word for it with who or when.
 */
#include "parsers/canned_text.h"

#include <string.h>

#include "parsers/text.h"
#include "parsers/word_class.h"

enum {
	MAX_TEXT = 4096,      /* bytes of a text that are looked at */
	MIN_WRAPPED = 50,     /* bytes of a line that goes on in the next */
	MIN_SUBJECT_WORD = 5, /* bytes */
	MIN_NAME = 3,         /* bytes of a word of a name */
	MAX_QUOTATION = 400,  /* characters */
	MOST_TITLE = 4,       /* words of a heading, which has no verb */
	MOST_TERSE =
	    8, /* words of a sentence that leaves out who: "Tot 7 december op vakantie" */
	MOST_FILLING = 4, /* words of a clause that is nothing but a time or a number */
};

typedef struct {
	const char *subject; /* foreign; folded */
	const char *name;    /* foreign; folded, of the sender */
	CannedText text;
	bool is_signed; /* behind the closing: a signature follows */
} Reading;

/* One clause, as it is looked at. */
typedef struct {
	char *folded; /* own */
	uint64_t classes;
	bool has_number;
	bool has_address; /* of mail */
	bool has_page;
	bool has_name; /* the sender's own */
	bool asks;
	bool is_title;   /* of a subject: it needs no verb, and says no who */
	bool is_capital; /* each word begins with a capital: a name */
	unsigned words;  /* MOST_TERSE + 1: that many, or more */
} Clause;

static void
clause_clear(Clause *clause)
{
	g_free(clause->folded);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Clause, clause_clear)

static bool
has(const Clause *clause, uint64_t classes)
{
	return (clause->classes & classes) != 0;
}

/* Words of two classes in this order, and near. */
static bool
follows(const Clause *clause, uint64_t first, uint64_t then)
{
	return has(clause, first) && has(clause, then) &&
	       word_class_follows(clause->folded, first, then);
}

/* Whether a word of one folded text, of at least that size, stands in the other; words that are of a class do not count, nor
 * numbers, which machines repeat. */
static bool
shares_word(const char *some, const char *all, size_t least)
{
	for (const char *blank = some; blank[1] != '\0'; blank = strchr(blank + 1, ' ')) {
		size_t size = strcspn(blank + 1, " ");
		g_autofree char *padded = NULL;

		if (size < least || memmem(all, strlen(all), blank, size + 2) == NULL)
			continue;
		padded = g_strndup(blank, size + 2);
		if (strpbrk(padded, "0123456789") == NULL && word_class_find(padded) == 0)
			return true;
	}
	return false;
}

/* With what byte one begins that closing_of() knows. */
#define QUOTATION_MARKS "\"\xc2\xe2"

/* The quotation mark that ends what this one begins, or 0. */
static gunichar
closing_of(gunichar opening)
{
	return opening == '"'                           ? '"'
	       : opening == 0x201C || opening == 0x201E ? 0x201D
	       : opening == 0xAB                        ? 0xBB
							: 0;
}

/* Where the quotation that begins here ends, or NULL: it is none. German ones end as English ones begin. */
static const char *
quotation_end(const char *text)
{
	gunichar until = closing_of(g_utf8_get_char(text));
	const char *p = until == 0 ? "" : g_utf8_next_char(text);

	for (size_t count = 0; *p != '\0' && count < MAX_QUOTATION; count++) {
		gunichar c = g_utf8_get_char(p);

		p = g_utf8_next_char(p);
		if (c == until || (until == 0x201D && c == 0x201C))
			return p;
	}
	return NULL;
}

/* What stands in quotation marks is somebody else's, mostly the subject of what is answered. Caller owns. */
static char *
without_quotations(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p != '\0';) {
		const char *mark = p + strcspn(p, QUOTATION_MARKS);
		const char *end = quotation_end(mark);
		const char *next = *mark == '\0' ? mark : g_utf8_next_char(mark);

		g_string_append_len(out, p, (end == NULL ? next : mark) - p);
		p = end == NULL ? next : end;
	}
	return g_string_free(out, false);
}

/* An address of a page is one word. */
static void
read_words(Clause *clause, const char *text)
{
	clause->has_number = strpbrk(text, "0123456789") != NULL;
	clause->has_address = strchr(text, '@') != NULL;
	clause->has_page = strstr(text, "://") != NULL || strstr(text, "www.") != NULL;
	clause->is_capital = true;
	for (const char *p = text;
	     *p != '\0' && (clause->words <= MOST_TERSE || clause->is_capital);) {
		gunichar first = g_utf8_get_char(p);

		if (g_unichar_isalpha(first)) {
			clause->words++;
			clause->is_capital = clause->is_capital && g_unichar_isupper(first);
			p += strcspn(p, " \t\n");
		} else {
			p = g_utf8_next_char(p);
		}
	}
}

static Clause
look(const char *name, const char *text, size_t size, bool asks)
{
	g_autofree char *bare = g_strndup(text, size);
	Clause clause = {.folded = word_class_fold(bare, -1), .asks = asks};

	clause.classes = word_class_find(clause.folded);
	clause.has_name = shares_word(name, clause.folded, MIN_NAME);
	read_words(&clause, bare);
	return clause;
}

/* "This is an automated message to let you know that we have received your mail." */
static bool
tells_receipt(const Clause *clause)
{
	return has(clause, WORD_ROBOT) && has(clause, WORD_RECEIVED) &&
	       has(clause, WORD_YOUR) && has(clause, WORD_THIS) && has(clause, WORD_MAIL);
}

/* About the very case; who works there no more is none. */
static bool
is_matter(const Clause *clause)
{
	bool fails = has(clause, WORD_CAN) && has(clause, WORD_NOT) &&
		     !has(clause, WORD_ANSWER | WORD_READ | WORD_MAIL | WORD_HERE);

	return (has(clause, WORD_MATTER) && !has(clause, WORD_GONE) &&
		   !tells_receipt(clause)) ||
	       fails;
}

static bool
is_dated(const Clause *clause)
{
	return clause->has_number || has(clause, WORD_WHEN | WORD_UNTIL);
}

/* "Ik ben ... met vakantie", "travelling we"; in "als ik de laptop open is het beeld weg" it is something else. */
static bool
is_of_self(const Clause *clause)
{
	return follows(clause, WORD_SELF, WORD_BE | WORD_ABSENT | WORD_NOT | WORD_BACK) ||
	       follows(clause, WORD_BE | WORD_ABSENT | WORD_BACK, WORD_SELF);
}

/* Who is away: the writer, the house, or a few words with a time, as "Tot 7 december op vakantie". */
static bool
has_someone(const Clause *clause)
{
	return is_of_self(clause) || clause->has_name ||
	       (has(clause, WORD_CLOSED) && has(clause, WORD_OURS)) ||
	       (clause->is_title && clause->words <= MOST_TITLE) ||
	       (is_dated(clause) && clause->words <= MOST_TERSE);
}

/* "Back on Monday", "weer bereikbaar vanaf", "I return". */
static bool
says_return(const Clause *clause)
{
	if (!is_dated(clause) || has(clause, WORD_CALL))
		return false;
	return follows(clause, WORD_BACK | WORD_AGAIN, WORD_HERE) ||
	       (has(clause, WORD_BACK) &&
		   (has(clause, WORD_SELF) || clause->words <= MOST_TITLE));
}

static bool
says_away(const Clause *clause)
{
	bool is_over =
	    has(clause, WORD_PAST) ||
	    (has(clause, WORD_BACK) && has(clause, WORD_ABSENT) && !is_dated(clause));
	bool is_wanted =
	    has(clause, WORD_WANTED) && !has(clause, WORD_POLITE | WORD_CONTACT | WORD_CALL);
	bool is_until = has(clause, WORD_SELF) && has(clause, WORD_BE) &&
			has(clause, WORD_UNTIL) && !has(clause, WORD_HERE | WORD_OPEN) &&
			(clause->has_number || has(clause, WORD_WHEN));

	if (!has_someone(clause) || is_over || is_wanted)
		return false;
	return is_until || has(clause, WORD_ABSENT) || says_return(clause) ||
	       follows(clause, WORD_NOT, WORD_HERE) ||
	       (has(clause, WORD_CLOSED) && !has(clause, WORD_TICKET) &&
		   (is_dated(clause) || has(clause, WORD_OURS)));
}

static bool
says_gone(const Clause *clause)
{
	bool mine = has(clause, WORD_SELF | WORD_THIS) || clause->has_name ||
		    (clause->is_title && clause->words <= MOST_TITLE);
	bool no_more = has(clause, WORD_NO_MORE);

	return (mine && (has(clause, WORD_GONE) || (no_more && has(clause, WORD_FIRM)))) ||
	       (no_more && has(clause, WORD_USE) && has(clause, WORD_MAIL) &&
		   (has(clause, WORD_THIS) || clause->is_title));
}

/* Whom to turn to instead; "call me" is for who knows why. */
static bool
says_deputy(const Clause *clause)
{
	bool where = clause->has_address || clause->has_page || clause->has_number;
	bool whom = where || has(clause, WORD_DEPUTY | WORD_TICKET | WORD_MAIL);

	if (has(clause, WORD_URGENT) && has(clause, WORD_WANTED) &&
	    !has(clause, WORD_CONTACT | WORD_CALL) && !whom)
		return false; /* "please fix this urgently" */
	if (has(clause, WORD_URGENT) || (has(clause, WORD_DEPUTY) && !has(clause, WORD_WANTED)))
		return true;
	if (has(clause, WORD_READ) || (has(clause, WORD_ME) && !where))
		return false;
	if (clause->has_address && !has(clause, WORD_WANTED | WORD_PAST))
		return true;
	return (has(clause, WORD_CONTACT) && (whom || clause->words > 2)) ||
	       (has(clause, WORD_CALL) && where);
}

/* "This is an automatic message", "please do not reply to it". */
static bool
says_robot(const Clause *clause)
{
	bool is_meant = has(clause, WORD_THIS) || clause->is_title;

	if (has(clause, WORD_SELF | WORD_OURS | WORD_ME) && !tells_receipt(clause))
		return false;
	if (follows(clause, WORD_NOT, WORD_ANSWER) || follows(clause, WORD_ANSWER, WORD_NOT))
		return has(clause, WORD_THIS) ||
		       (has(clause, WORD_WANTED) && !has(clause, WORD_YOUR));
	return has(clause, WORD_ROBOT) && has(clause, WORD_MAIL | WORD_ANSWER) && is_meant &&
	       !has(clause, WORD_WANTED);
}

/* Who reads it: a mail, or a mailbox. */
static unsigned
read_by(const Clause *clause)
{
	bool denies = has(clause, WORD_NOT | WORD_NO_MORE);

	if (denies &&
	    (has(clause, WORD_YOUR) || (has(clause, WORD_THIS) && !has(clause, WORD_SELF))))
		return CANNED_UNREAD;
	return (denies || !has(clause, WORD_SELF)) && !has(clause, WORD_WANTED) ? CANNED_OFFLINE
										: 0;
}

/* "Thank you for your message, we will answer soon" in one clause; thanks for an answer promise none. */
static bool
promises_answer(const Clause *clause)
{
	bool is_soon = word_class_follows(clause->folded, WORD_SOON, WORD_ANSWER) ||
		       word_class_follows(clause->folded, WORD_ANSWER, WORD_SOON);

	return !has(clause, WORD_THANKS) ||
	       (is_soon && has(clause, WORD_SELF) && has(clause, WORD_MAIL));
}

/* What is done with the mail. */
static unsigned
says_of_mail(const Clause *clause)
{
	bool denies = has(clause, WORD_NOT);
	bool of_mail = has(clause, WORD_MAIL | WORD_TICKET | WORD_THIS);
	bool when = has(clause, WORD_SOON | WORD_WHEN | WORD_BACK) || clause->has_number;
	unsigned what = 0;

	if (has(clause, WORD_READ) && has(clause, WORD_MAIL))
		what |= read_by(clause);
	if (has(clause, WORD_ANSWER) && !denies && promises_answer(clause) && (when || of_mail))
		what |= CANNED_LATER;
	if (has(clause, WORD_RECEIVED) && !denies &&
	    (of_mail || clause->has_number ||
		(clause->is_title && clause->words <= MOST_TITLE)))
		what |= CANNED_RECEIVED;
	if (has(clause, WORD_THANKS) && of_mail)
		what |= CANNED_THANKS;
	if (says_robot(clause))
		what |= CANNED_ROBOT;
	return what;
}

/* CANNED_... */
static unsigned
says(const Clause *clause)
{
	bool of_mail = has(clause, WORD_MAIL) || strstr(clause->folded, " gmail ") != NULL;
	unsigned what = 0;

	if (is_matter(clause))
		return 0;
	if (has(clause, WORD_REACTED) && !has(clause, WORD_SELF | WORD_OURS | WORD_NOT) &&
	    of_mail)
		return CANNED_REACTED;
	what = says_of_mail(clause);
	if (says_deputy(clause))
		what |= CANNED_DEPUTY;
	if (says_gone(clause))
		what |= CANNED_GONE;
	else if (says_away(clause))
		what |= CANNED_AWAY;
	return what;
}

/* A greeting, a wish, a time, an address, a name: it says nothing for or against. */
static bool
is_filling(const Clause *clause)
{
	return clause->words == 0 || has(clause, WORD_POLITE | WORD_FAREWELL) ||
	       (clause->has_name && clause->words <= MOST_FILLING) ||
	       ((clause->has_number || clause->has_address || clause->has_page ||
		    has(clause, WORD_WHEN)) &&
		   clause->words <= MOST_FILLING) ||
	       (has(clause, WORD_TICKET) && clause->words < MOST_FILLING) ||
	       (has(clause, WORD_HERE) && has(clause, WORD_WHEN)) ||
	       (clause->is_capital && clause->words > 1);
}

static void
weigh(Reading *reading, const Clause *clause)
{
	CannedText *text = &reading->text;
	unsigned what = says(clause);
	bool asks = clause->asks && (what & CANNED_DEPUTY) == 0;
	bool is_theirs = what == 0 && !reading->is_signed &&
			 ((has(clause, WORD_WANTED) && !has(clause, WORD_POLITE)) ||
			     shares_word(reading->subject, clause->folded, MIN_SUBJECT_WORD));

	if (is_matter(clause) || asks || is_theirs) {
		text->others++;
		text->is_personal = true;
	} else if (what != 0 && !reading->is_signed) {
		text->canned++;
		text->says |= what;
	} else if (!is_filling(clause) && !reading->is_signed) {
		text->others++;
	}
}

/* "but", "and the": what follows says something else. */
static bool
begins_clause(const char *word)
{
	static const char *const words[] = {"maar ", "echter ", "but ", "however ", "aber ",
	    "jedoch ", "mais ", "pero ", "mas ", "ale ", "en ik ", "en de ", "en het ",
	    "en mijn ", "want ik ", "dus ik ", "and i ", "and the ", "and my ", "so i ",
	    "und ich ", "und der ", "und die ", "und das ", "und mein", "et je ", "et le ",
	    "et la ", "et mon ", NULL};

	for (const char *const *one = words; *one != NULL; one++)
		if ((word[0] | 0x20) == (*one)[0] && (word[1] | 0x20) == (*one)[1] &&
		    g_ascii_strncasecmp(word, *one, strlen(*one)) == 0)
			return true;
	return false;
}

/* A clause ends at one of these, or not. */
#define CLAUSE_ENDS " \n,;:?!."

/* Whether a clause ends at this character: the end of a sentence, or of a line that is not wrapped. */
static bool
ends_clause(const char *start, const char *p)
{
	bool is_short = p - start >= 2 && p[-2] == '.'; /* "i.v.m." */

	if (*p == ' ' && begins_clause(p + 1))
		return true;
	if (*p == '\n')
		return p - start < MIN_WRAPPED || p[1] == '\n' || g_ascii_isupper(p[1]);
	if (strchr(",;:?!", *p) != NULL)
		return p[1] == '\0' || strchr(" \t\n?!.)\"", p[1]) != NULL;
	if (*p != '.' || p[1] == '\0' || p[1] == '\n')
		return *p == '.';
	return g_ascii_isspace(p[1]) && (p == start || !(g_ascii_isdigit(p[-1]) || is_short) ||
					    g_ascii_isupper(p[strspn(p, ". \t\n")]));
}

/* "Subject: ..." quotes what is answered. */
static bool
is_label(const Clause *clause, char end)
{
	static const char *const labels[] = {" onderwerp ", " subject ", " betreff ", " objet ",
	    " asunto ", " oggetto ", " assunto ", " amne ", " emne ", " temat ", NULL};

	return end == ':' && g_strv_contains(labels, clause->folded);
}

static void
read_text(Reading *reading, const char *text)
{
	const char *line = text;
	const char *start = text;
	bool is_quoted = false;

	for (const char *p = text + strcspn(text, CLAUSE_ENDS);;
	     p += 1 + strcspn(p + 1, CLAUSE_ENDS)) {
		if (*p != '\0' && !ends_clause(line, p))
			continue;
		if (!is_quoted && *line != '>') {
			g_auto(Clause) clause =
			    look(reading->name, start, (size_t)(p - start), *p == '?');

			if (has(&clause, WORD_LEGAL))
				return;
			weigh(reading, &clause);
			is_quoted = is_label(&clause, *p);
			reading->is_signed = reading->is_signed || has(&clause, WORD_FAREWELL);
			if (reading->text.is_personal)
				return;
		}
		is_quoted = is_quoted && *p != '\n';
		if (*p == '\0')
			return;
		start = p + 1;
		line = *p == '\n' ? p + 1 : line;
	}
}

/* All that the sender is called, folded; caller owns. */
static char *
sender_name(const Message *message)
{
	const MessageAddress *from = message->from;
	g_autofree char *who = from == NULL
				   ? g_strdup("")
				   : g_strdup_printf("%s %.*s", from->name,
					 (int)strcspn(from->address, "@"), from->address);

	return word_class_fold(who, -1);
}

CannedText
canned_text_read(const Message *message)
{
	g_autofree char *subject = word_class_fold(message->subject, -1);
	g_autofree char *name = sender_name(message);
	g_autofree char *head = text_head(message->text, MAX_TEXT);
	g_autofree char *own = without_quotations(head);
	Reading reading = {.subject = subject, .name = name};

	read_text(&reading, own);
	return reading.text;
}

unsigned
canned_text_clause(const Message *message, const char *text)
{
	g_autofree char *name = sender_name(message);
	g_auto(Clause) clause = look(name, text, strlen(text), false);

	clause.is_title = true;
	return says(&clause);
}

enum {
	FOR_ANYBODY = CANNED_UNREAD | CANNED_OFFLINE | CANNED_DEPUTY | CANNED_LATER |
		      CANNED_RECEIVED | CANNED_THANKS | CANNED_ROBOT,
};

bool
canned_text_is_for_anybody(const CannedText *text)
{
	return (text->says & FOR_ANYBODY) != 0;
}

bool
canned_text_welcomes(const CannedText *text)
{
	return text->others == 0 && (text->says & CANNED_LATER) != 0 &&
	       (text->says & (CANNED_THANKS | CANNED_RECEIVED)) != 0;
}

bool
canned_text_is_machine(const CannedText *text, bool is_marked)
{
	unsigned beside = text->says & FOR_ANYBODY;
	bool is_offline = (text->says & CANNED_OFFLINE) != 0 && (beside & ~CANNED_OFFLINE) != 0;
	bool is_note =
	    is_offline || (text->says & (CANNED_AWAY | CANNED_GONE | CANNED_UNREAD)) != 0;
	bool is_receipt =
	    (text->says & (CANNED_RECEIVED | CANNED_ROBOT)) != 0 || canned_text_welcomes(text);

	if (text->is_personal || text->says == 0)
		return false;
	if (is_marked && (is_note || is_receipt || (text->says & CANNED_LATER) != 0))
		return text->others <= text->canned;
	if (!is_note && !is_receipt)
		return false;
	if (text->others == 0)
		return true;
	if ((text->says & CANNED_ROBOT) != 0)
		return text->others <= text->canned;
	/* two kinds of it, or more */
	return text->others <=
	       ((beside & (beside - 1)) != 0 ? text->canned : beside != 0 && text->canned > 1);
}
