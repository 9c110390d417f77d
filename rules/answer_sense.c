/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A word that is on no list counts as unknown but where the grammar lets one stand: behind thanks ("bedankt
 * collega's"), behind what tells for what or where ("voor het meedenken", "bij de receptie"), and in front of a word of
 * success ("de koppeling werkt"). Trouble that is denied ("geen fouten meer") or over ("storing verholpen") is success,
 * and success that is denied is trouble.
 */
#include "rules/answer_sense.h"

#include "rules/answer_notice.h"

#define AFTER_THANKS 2 /* words that may be unknown there */
#define AFTER_ABOUT 5
#define INTERJECTION_MOST \
	2            /* words of a clause that may be one that nobody knows: "grote klasse" */
#define CAUSE_MOST 2 /* words behind what tells of a cause */
#define BEFORE_SUCCESS 2 /* words between the unknown one and that of success */

typedef struct {
	const AnswerScan *reading;
	AnswerSense *sense;
	/* Of the clause. */
	bool opening; /* nothing stood yet but greetings, thanks and the like */
	bool thanks;  /* also where a success says for what */
	bool asks;
	bool requests; /* a question mark is that of a request to close */
	bool wishes;
	bool succeeded;     /* the last word that says something is one of success */
	unsigned negations; /* of nothing yet */
	unsigned troubles;  /* of nothing yet */
	unsigned faults;    /* of these, those that may be gone */
	unsigned agains;    /* with nothing good beside them yet */
	unsigned words;
	unsigned does;     /* what somebody or something does */
	unsigned does_new; /* of these, what is on no other list */
	unsigned before;   /* unknown words that stood before the clause */
	bool good;         /* there is something good, or a "later", in the clause */
	unsigned pleas;    /* "graag": for what, if not that it be closed? */
	unsigned about;    /* unknown words behind "voor" */
	unsigned names;    /* before the keyword */
	size_t licensed;   /* up to here unknown words may stand */
	size_t licensed_about;
	size_t cause_end;
	size_t subject; /* the last unknown word, plus one; 0: there is none that counts */
} Clause;

/* "ik kan mijn bestanden weer openen": what is done again works again. */
static void
see_done(Clause *clause)
{
	AnswerSense *sense = clause->sense;

	if (clause->does == 0 || clause->agains == 0 || clause->negations > 0 ||
	    clause->troubles > 0 || clause->asks) {
		sense->unknown += clause->does_new;
		return;
	}
	clause->good = true;
	clause->thanks = true;
	sense->success = true;
	if (clause->subject > 0)
		sense->unknown--;
}

static void
end_clause(Clause *clause)
{
	AnswerSense *sense = clause->sense;

	see_done(clause);
	sense->negations += clause->negations;
	sense->troubles += clause->troubles;
	sense->asks |= clause->asks;
	if (!clause->wishes)
		sense->buts += clause->pleas;
	if (!clause->good) {
		sense->troubles += clause->agains;
		if (clause->words > INTERJECTION_MOST)
			sense->stray += sense->unknown - clause->before;
	}
	if (!clause->thanks)
		sense->unknown += clause->about;
	*clause = (Clause){
	    .reading = clause->reading,
	    .sense = sense,
	    .opening = true,
	    .before = sense->unknown,
	};
}

/* What is wrong no longer is: a fault, or at least so many words of trouble. */
static void
clear_faults(Clause *clause, unsigned least)
{
	clause->troubles -= MIN(clause->troubles, MAX(clause->faults, least));
	clause->faults = 0;
}

static void
see_success(Clause *clause, size_t at, bool over)
{
	AnswerSense *sense = clause->sense;

	sense->success = true;
	clause->thanks = true;
	clause->succeeded = true;
	if (clause->negations > 0) {
		clause->negations--;
		sense->troubles++;
		return;
	}
	if (over)
		clear_faults(clause, 1);
	if (clause->subject > 0 && at - clause->subject <= BEFORE_SUCCESS) {
		clause->subject = 0;
		sense->unknown--;
	}
}

static void
see_negation(Clause *clause)
{
	if (!clause->succeeded) {
		clause->negations++;
		return;
	}
	clause->succeeded = false;
	clause->sense->troubles++;
}

static void
see_trouble(Clause *clause)
{
	clause->succeeded = false;
	if (clause->negations == 0) {
		clause->troubles++;
		return;
	}
	clause->negations--;
	clause->sense->success = true;
	clause->thanks = true;
	clause->good = true;
	clear_faults(clause, 0);
}

/* By what something is caused ("door de storing") is nothing that goes away. */
static void
see_fault(Clause *clause, size_t at)
{
	clause->faults += clause->negations == 0 && at >= clause->cause_end;
	see_trouble(clause);
}

static void
see_gone(Clause *clause, size_t at)
{
	if (clause->faults == 0 || clause->does > 0) {
		see_trouble(clause);
		return;
	}
	see_success(clause, at, true);
}

static void
see_later(Clause *clause)
{
	clause->sense->laters++;
	clause->negations = 0;
}

static bool
stands_alone(const AnswerScan *reading, size_t at)
{
	return at == 0 || answer_scan_word(reading, at)->sentence !=
			      answer_scan_word(reading, at - 1)->sentence;
}

/* A word that is on no list. In front of a keyword a name is whose accept it is. */
static void
see_unknown(Clause *clause, size_t at)
{
	const AnswerScan *reading = clause->reading;
	AnswerSense *sense = clause->sense;

	sense->leftover++;
	clause->succeeded = false;
	if (at < clause->licensed)
		return;
	if (at < clause->licensed_about) {
		clause->about++;
	} else if (answer_scan_signed_name(reading, at) > 0 ||
		   (answer_scan_word(reading, at)->capital && !stands_alone(reading, at))) {
		sense->names++;
		clause->names++;
	} else {
		sense->unknown++;
		clause->subject = at + 1;
	}
}

static void
see_accept(Clause *clause, size_t at)
{
	AnswerSense *sense = clause->sense;

	if (sense->accepts + sense->wishes == 0)
		sense->first = at;
	sense->unknown += clause->names;
	clause->names = 0;
	clause->good = true;
}

/* An answer's keyword, or a wish; returns how many words it takes. */
static size_t
read_keyword(Clause *clause, size_t at)
{
	AnswerSense *sense = clause->sense;
	AnswerScanKeyword keyword = {.kind = ANSWER_NONE};
	unsigned negations = 0;
	size_t wish = phrases_around(
	    clause->reading->phrases, SAYS_WISH, clause->reading->words, at, &negations);
	size_t request = answer_scan_says(clause->reading, SAYS_REQUEST, at);

	if (MAX(wish, request) > 0) {
		clause->requests |= request > 0;
		clause->wishes = true;
		sense->wishes += negations == 0;
		clause->negations += negations;
		see_accept(clause, at);
		return MAX(wish, request);
	}
	if (!answer_scan_keyword_at(clause->reading, at, &keyword))
		return 0;
	if (keyword.kind == ANSWER_ACCEPT && keyword.negations == 0)
		see_accept(clause, at);
	sense->accepts += keyword.kind == ANSWER_ACCEPT && keyword.negations == 0;
	sense->rejects += keyword.kind == ANSWER_REJECT || keyword.negations > 0;
	sense->buts += keyword.kind == ANSWER_UNCLEAR || keyword.negations > 1;
	return keyword.end - at;
}

/* "I can open it again": open is what somebody can. */
static bool
is_ability(const Clause *clause, size_t at, size_t length)
{
	return clause->does > 1 && answer_scan_says(clause->reading, SAYS_DOES, at) >= length;
}

/* What casts doubt; returns how many words it takes. */
static size_t
read_doubt(Clause *clause, size_t at)
{
	static const Says doubts[] = {SAYS_ASK, SAYS_NEGATE, SAYS_NO, SAYS_LATER, SAYS_FAULT,
	    SAYS_GONE, SAYS_TROUBLE, SAYS_BUT, SAYS_PERHAPS};
	AnswerSense *sense = clause->sense;
	Says found = SAYS_COUNT;
	size_t longest = 0;

	for (size_t i = clause->opening ? 0 : 1; i < G_N_ELEMENTS(doubts); i++) {
		size_t length = answer_scan_says(clause->reading, doubts[i], at);

		if (length > longest) {
			found = doubts[i];
			longest = length;
		}
	}
	if (longest > MAX(answer_scan_says(clause->reading, SAYS_SUCCESS, at),
			  answer_scan_says(clause->reading, SAYS_OVER, at)) &&
	    longest >= answer_scan_says(clause->reading, SAYS_THANKS, at) &&
	    !(found == SAYS_BUT && is_ability(clause, at, longest))) {
		sense->leftover++;
		clause->asks |= found == SAYS_ASK;
		sense->negations += found == SAYS_NO;
		if (found == SAYS_BUT && answer_scan_says(clause->reading, SAYS_LEAD, at) > 0)
			clause->pleas++;
		else
			sense->buts += found == SAYS_BUT;
		sense->perhaps += found == SAYS_PERHAPS;
		clause->good |= found == SAYS_PERHAPS || found == SAYS_LATER;
		if (found == SAYS_NEGATE)
			see_negation(clause);
		if (found == SAYS_TROUBLE)
			see_trouble(clause);
		if (found == SAYS_FAULT)
			see_fault(clause, at);
		if (found == SAYS_GONE)
			see_gone(clause, at);
		if (found == SAYS_LATER)
			see_later(clause);
		return longest;
	}
	return 0;
}

/* What is pleasant or says nothing; returns how many words it takes. */
static size_t
read_pleasantry(Clause *clause, size_t at)
{
	static const Says pleasant[] = {SAYS_AGAIN, SAYS_HARMLESS, SAYS_OVER, SAYS_SUCCESS,
	    SAYS_THANKS, SAYS_CLOSE, SAYS_GREET, SAYS_LEAD, SAYS_BEHALF, SAYS_ABOUT,
	    SAYS_POLITE, SAYS_BESIDE};
	AnswerSense *sense = clause->sense;
	Says found = SAYS_COUNT;
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(pleasant); i++) {
		size_t length = answer_scan_says(clause->reading, pleasant[i], at);

		if (length > longest) {
			found = pleasant[i];
			longest = length;
		}
	}
	if (longest == 0)
		return 0;
	sense->thanks |= found == SAYS_THANKS;
	sense->yes |= found == SAYS_LEAD || found == SAYS_HARMLESS;
	clause->thanks |= found == SAYS_THANKS;
	clause->agains += found == SAYS_AGAIN;
	clause->good |= found >= SAYS_HARMLESS && found <= SAYS_THANKS;
	sense->leftover += found == SAYS_BESIDE;
	if (found != SAYS_THANKS && found != SAYS_CLOSE && found != SAYS_GREET)
		sense->harmless += (unsigned)longest;
	if (found == SAYS_SUCCESS || found == SAYS_OVER)
		see_success(clause, at, found == SAYS_OVER);
	if (found == SAYS_THANKS)
		clause->licensed = at + longest + AFTER_THANKS;
	if (found == SAYS_CLOSE || found == SAYS_BEHALF)
		clause->licensed = at + longest + AFTER_ABOUT;
	if (found == SAYS_ABOUT) {
		clause->licensed_about = at + longest + AFTER_ABOUT;
		clause->cause_end = at + longest + CAUSE_MOST;
	}
	if (found == SAYS_GREET || found == SAYS_THANKS)
		return answer_scan_skip_names(
			   clause->reading, at + longest, found == SAYS_GREET) -
		       at;
	clause->opening = false;
	return longest;
}

static size_t
read_here(Clause *clause, size_t at)
{
	size_t length = answer_scan_says(clause->reading, SAYS_HARMLESS, at);
	size_t does = answer_scan_says(clause->reading, SAYS_DOES, at);

	clause->words++;
	clause->does += does > 0;
	if (length > 0)
		return read_pleasantry(clause, at);
	length = read_keyword(clause, at);
	if (length == 0)
		length = read_doubt(clause, at);
	if (length > 0) {
		clause->opening = false;
		return length;
	}
	length = read_pleasantry(clause, at);
	if (length == 0)
		clause->opening = false;
	if (length == 0 && does == 0)
		see_unknown(clause, at);
	if (length == 0 && does > 0) {
		clause->does_new += at >= clause->licensed;
		clause->sense->leftover++;
		clause->succeeded = false;
	}
	length = MAX(length, does);
	return MAX(length, 1);
}

static AnswerSense
read_range(const AnswerScan *reading, size_t from, size_t to)
{
	AnswerSense sense = {0};
	Clause clause = {.reading = reading, .sense = &sense, .opening = true};

	for (size_t at = from; at < to;) {
		size_t next = at;

		if (at > from && answer_scan_starts_clause(reading, at))
			end_clause(&clause);
		next += read_here(&clause, at);
		for (; at < next && at < to; at++)
			sense.asks |=
			    answer_scan_word(reading, at)->question && !clause.requests;
	}
	end_clause(&clause);
	return sense;
}

static void
add(AnswerSense *sense, const AnswerSense *more)
{
	if (sense->accepts + sense->wishes == 0)
		sense->first = more->first;
	sense->accepts += more->accepts;
	sense->wishes += more->wishes;
	sense->rejects += more->rejects;
	sense->negations += more->negations;
	sense->buts += more->buts;
	sense->troubles += more->troubles;
	sense->laters += more->laters;
	sense->perhaps += more->perhaps;
	sense->asks |= more->asks;
	sense->yes |= more->yes;
	sense->thanks |= more->thanks;
	sense->success |= more->success;
	sense->leftover += more->leftover;
	sense->harmless += more->harmless;
	sense->names += more->names;
	sense->unknown += more->unknown;
	sense->stray += more->stray;
}

AnswerSense
answer_sense(const AnswerScan *reading, size_t from)
{
	size_t name = MAX(from, reading->signature), end = MAX(from, reading->postscript);
	AnswerSense sense = read_range(reading, from, name);
	AnswerSense signature = read_range(reading, name, CLAMP(reading->sign_off, name, end));
	AnswerSense postscript = read_range(reading, end, reading->words->len);

	add(&sense, &postscript);
	sense.below =
	    name < end && answer_notice_speaks(reading->phrases, reading->words, name, end);
	/* Below a mere name somebody may go on; what stands below a closing is the company's. */
	if (!signature.asks) {
		sense.rejects += signature.rejects;
		sense.troubles += signature.troubles;
	}
	return sense;
}
