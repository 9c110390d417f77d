/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A word that is on no list counts as unknown but where the grammar lets one stand: behind thanks ("bedankt
 * collega's"), behind what tells for what or where ("voor het meedenken", "bij de receptie", "op de derde"), and as
 * what works, in front of a word of success ("de koppeling werkt"); two verbs are no such thing ("ratelt en werkt").
 * Trouble that is denied ("geen fouten meer") or over ("storing verholpen") is success, and success that is denied is
 * trouble. What is said of a thing without a good word ("de lamp is aan") may be either, so it is a doubt.
 */
#include "rules/answer_clause.h"

#include "rules/answer_noun.h"

#define AFTER_THANKS 2 /* words that may be unknown there */
#define AFTER_ABOUT 5
#define INTERJECTION_MOST \
	2            /* words of a clause that may be one that nobody knows: "grote klasse" */
#define CAUSE_MOST 2 /* words behind what tells of a cause */
#define BEFORE_SUCCESS 4 /* words between the unknown one and that of success */
#define SUBJECT_MOST 2   /* unknown words that may be what works */

/* "ik kan mijn bestanden weer openen": what is done again works again. What is done *now* may, too, and need not. */
static void
see_done(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;

	if (clause->does == 0 || clause->agains == 0 || clause->negations > 0 ||
	    clause->troubles > 0 || clause->asks) {
		if (!clause->thanks && (clause->nows == 0 || clause->names > 0))
			sense->unknown += clause->does_new;
		return;
	}
	clause->good = true;
	clause->thanks = true;
	sense->success = true;
	sense->unknown -= clause->subjects;
}

/* Where somebody is says nothing of a thing, and of an answer only what is said apart. */
static bool
is_away(const AnswerClause *clause)
{
	return clause->aways > 0 && clause->things == 0 && !clause->answers;
}

/* Whether all that stands in the clause is "sorry": it is for what follows. */
static bool
is_apology(const AnswerClause *clause)
{
	return clause->excuses && clause->words == 1;
}

/* What takes something away, for what else is said. */
static void
add_buts(const AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;

	sense->buts += clause->wishes ? 0 : clause->pleas;
	sense->buts += is_away(clause) ? 0 : clause->terms;
	sense->buts += clause->adds && clause->additions > 0;
	sense->buts += clause->contrasts && !clause->contrasts_well;
	sense->buts += clause->excuses && !is_apology(clause) && !clause->good;
	sense->buts += clause->thanked ? 0 : clause->stills;
}

/* Of a thing, in words that do not say whether that is good. */
static bool
is_statement(const AnswerClause *clause)
{
	return clause->says && clause->things > 0 && !clause->good && !clause->fine;
}

/* Words that nobody knows, where nothing good is said, nor what writers tell of themselves. */
static unsigned
stray_words(const AnswerClause *clause)
{
	if (clause->good || clause->words <= INTERJECTION_MOST ||
	    (clause->tells && !clause->sees))
		return 0;
	return clause->sense->unknown - clause->before;
}

/* What was so need not be so any more: "ik had geen beeld", "the plug *was* loose"; what came *again*, or was *still* so,
 * may be. What works ends what was told before, unless that may be of another thing. */
static void
tell(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;
	AnswerTold *told = &sense->told;
	bool is_of_all = clause->things == 0 || clause->nows > 0 || clause->agains > 0;
	bool works = clause->works && (is_of_all || clause->contrasts);

	if (clause->past && clause->agains == 0 && clause->stills == 0) {
		told->negations += clause->negations;
		told->troubles += clause->troubles;
		told->unknown += sense->unknown - clause->before;
		told->stray += stray_words(clause);
		told->statements += is_statement(clause);
		sense->unknown = clause->before;
		clause->negations = clause->troubles = clause->faults = 0;
		clause->subjects = clause->things = 0;
	}
	if (works)
		*told = (AnswerTold){0};
	clause->past = clause->works = false;
}

void
answer_clause_end(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;

	if (is_away(clause)) {
		sense->aways++;
		clause->good = true;
		clause->negations = 0;
	}
	see_done(clause);
	tell(clause);
	if (clause->fears) {
		sense->feared += clause->troubles;
		clause->troubles = 0;
	}
	sense->negations += clause->negations;
	sense->troubles += clause->troubles;
	sense->asks |= clause->asks;
	sense->laters += clause->aways > 0 && clause->answers;
	sense->perhaps += is_away(clause) ? 0 : clause->perhaps;
	if (!clause->good)
		sense->troubles += clause->agains;
	sense->stray += stray_words(clause);
	if (!clause->thanks) {
		sense->unknown += clause->about;
		sense->perhaps += clause->alsos;
	}
	sense->statements += is_statement(clause);
	add_buts(clause);
	*clause = (AnswerClause){
	    .reading = clause->reading,
	    .sense = sense,
	    .opening = true,
	    .before = sense->unknown,
	    .excuses = is_apology(clause),
	};
}

/* What is wrong no longer is: a fault, or at least so many words of trouble. */
static void
clear_faults(AnswerClause *clause, unsigned least)
{
	clause->troubles -= MIN(clause->troubles, MAX(clause->faults, least));
	clause->faults = 0;
}

static void
see_success(AnswerClause *clause, size_t at, bool over)
{
	AnswerSense *sense = clause->sense;

	sense->success = true;
	clause->thanks = true;
	clause->succeeded = true;
	clause->contrasts_well = at > clause->contrast_end && clause->negations == 0;
	if (clause->negations > 0) {
		clause->negations--;
		sense->troubles++;
		return;
	}
	clause->works = true;
	if (over)
		clear_faults(clause, 1);
	if (at - clause->subject <= BEFORE_SUCCESS)
		sense->unknown -= clause->subjects;
	clause->subjects = 0;
}

static void
see_negation(AnswerClause *clause)
{
	clause->works = false;
	if (!clause->succeeded) {
		clause->negations++;
		return;
	}
	clause->succeeded = false;
	clause->sense->troubles++;
}

static void
see_trouble(AnswerClause *clause)
{
	clause->succeeded = false;
	clause->works = false;
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
see_fault(AnswerClause *clause, size_t at)
{
	clause->faults += clause->negations == 0 && at >= clause->cause_end;
	see_trouble(clause);
}

static void
see_gone(AnswerClause *clause, size_t at)
{
	if (clause->faults == 0 || clause->does > 0) {
		see_trouble(clause);
		return;
	}
	see_success(clause, at, true);
}

static void
see_later(AnswerClause *clause)
{
	clause->sense->laters++;
	clause->asks |= clause->orders;
	clause->asks &= !clause->may_tell || clause->negations == 0;
	clause->negations = 0;
}

/* "ik zit *in de trein naar Den Bosch*"; behind an article ("na *mijn verlof*") it is a time, or a thing. */
static void
see_away(AnswerClause *clause, size_t at, size_t end)
{
	const AnswerScan *reading = clause->reading;

	if (at > 0 && !answer_scan_starts_clause(reading, at) &&
	    answer_scan_says(reading, SAYS_ARTICLE, at - 1) > 0) {
		see_later(clause);
		return;
	}
	clause->aways++;
	clause->answers |= clause->keyword_end > 0 &&
			   answer_scan_word(reading, clause->keyword_end - 1)->clause ==
			       answer_scan_word(reading, at)->clause;
	clause->licensed = end + AFTER_ABOUT;
}

static bool
stands_alone(const AnswerScan *reading, size_t at)
{
	return at == 0 || answer_scan_word(reading, at)->sentence !=
			      answer_scan_word(reading, at - 1)->sentence;
}

/* Maybe what works, or with the unknown word in front of it. */
static void
see_subject(AnswerClause *clause, size_t at)
{
	if (clause->subject != at || clause->subjects == SUBJECT_MOST)
		clause->subjects = 0;
	clause->subjects++;
	clause->subject = at + 1;
	if (answer_noun_is_verb(clause->reading, at))
		clause->subjects = 0;
}

/* A word that is on no list. In front of a keyword a name is whose accept it is. */
void
answer_clause_see_unknown(AnswerClause *clause, size_t at)
{
	const AnswerScan *reading = clause->reading;
	AnswerSense *sense = clause->sense;

	sense->leftover++;
	clause->succeeded = false;
	if (at < clause->licensed)
		return;
	if (at < clause->licensed_about || answer_noun_of_place(reading, at)) {
		clause->about++;
	} else if (answer_noun_is_number(reading, at)) {
		sense->names++;
	} else if (answer_scan_signed_name(reading, at) > 0 ||
		   (answer_scan_word(reading, at)->capital && !stands_alone(reading, at))) {
		sense->names++;
		clause->names++;
	} else {
		sense->unknown++;
		clause->works = false;
		see_subject(clause, at);
	}
}

void
answer_clause_see_accept(AnswerClause *clause, size_t at)
{
	AnswerSense *sense = clause->sense;

	if (sense->accepts + sense->wishes == 0)
		sense->first = at;
	sense->unknown += clause->names;
	clause->names = 0;
	clause->good = true;
}

/* A day, or a date. */
static bool
is_term(const AnswerScan *reading, size_t at)
{
	if (at >= reading->words->len || answer_scan_starts_clause(reading, at))
		return false;
	return answer_scan_says(reading, SAYS_PERHAPS, at) > 0 ||
	       words_is_number(answer_scan_word(reading, at)->word);
}

/* "het duurde even *maar* het werkt": what works behind it, in the order of no question, is what counts. */
static void
see_but(AnswerClause *clause, size_t at, size_t length)
{
	if (answer_scan_says(clause->reading, SAYS_LEAD, at) > 0) {
		clause->pleas++;
		clause->orders |= clause->words == 1;
	} else if (answer_scan_says(clause->reading, SAYS_ALSO, at) > 0) {
		clause->stills++;
	} else if (answer_scan_says(clause->reading, SAYS_POLITE, at) == length) {
		clause->excuses = true;
	} else if (is_term(clause->reading, at + length)) {
		clause->terms++;
	} else if (answer_scan_says(clause->reading, SAYS_AND, at) > 0) {
		clause->contrasts = true;
		clause->contrast_end = at + length;
	} else {
		clause->sense->buts++;
	}
}

void
answer_clause_see_doubt(AnswerClause *clause, Says found, size_t at, size_t length)
{
	AnswerSense *sense = clause->sense;

	sense->leftover++;
	clause->asks |= found == SAYS_ASK;
	clause->may_tell |=
	    found == SAYS_ASK && answer_scan_says(clause->reading, SAYS_VERB, at) > 0;
	sense->noes += found == SAYS_NO;
	sense->asides += found == SAYS_ASIDE;
	sense->promises +=
	    found == SAYS_LATER && answer_scan_says(clause->reading, SAYS_IF, at) == 0;
	clause->perhaps += found == SAYS_PERHAPS;
	clause->good |= found == SAYS_PERHAPS || found == SAYS_LATER;
	for (size_t i = at; i < at + length; i++)
		clause->fears |= answer_scan_says(clause->reading, SAYS_IF, i) > 0;
	if (found == SAYS_BUT)
		see_but(clause, at, length);
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
	if (found == SAYS_AWAY)
		see_away(clause, at, at + length);
}

/* Behind which pleasant words unknown ones may stand. */
static void
license(AnswerClause *clause, Says found, size_t end)
{
	if (found == SAYS_THANKS)
		clause->licensed = end + AFTER_THANKS;
	if (found == SAYS_CLOSE || found == SAYS_BEHALF)
		clause->licensed = end + AFTER_ABOUT;
	if (found == SAYS_ABOUT) {
		clause->licensed_about = end + AFTER_ABOUT;
		clause->cause_end = end + CAUSE_MOST;
	}
}

/* What is said of the clause by one pleasant word. */
void
answer_clause_see_pleasant(AnswerClause *clause, Says found, size_t at, size_t length)
{
	AnswerSense *sense = clause->sense;
	bool thing = found == SAYS_BESIDE || found == SAYS_PERSON;

	/* "wil jullie *bedanken*" */
	for (size_t i = at; found == SAYS_HARMLESS && i < at + length; i++)
		clause->thanks |= answer_scan_says(clause->reading, SAYS_THANKS, i) > 0;
	/* "het ging vanzelf over, maar bedankt" */
	clause->contrasts_well |= found == SAYS_THANKS && sense->success;
	sense->thanks |= found == SAYS_THANKS;
	sense->yes |= found == SAYS_LEAD || found == SAYS_HARMLESS;
	sense->leftover += thing || found == SAYS_DONE;
	clause->thanks |= found == SAYS_THANKS;
	clause->thanked |= found == SAYS_THANKS;
	clause->agains += found == SAYS_AGAIN;
	clause->alsos += found == SAYS_ALSO;
	clause->good |= (found >= SAYS_HARMLESS && found <= SAYS_THANKS) || found == SAYS_ALSO;
	clause->fine |= found == SAYS_LEAD || found == SAYS_DONE || found == SAYS_CLOSE ||
			found == SAYS_GREET || found == SAYS_BEHALF;
	clause->things += thing;
	clause->additions += thing;
	if (found == SAYS_PERSON && at >= MAX(clause->licensed, clause->licensed_about))
		clause->names++;
	if (found == SAYS_SUCCESS || found == SAYS_OVER)
		see_success(clause, at, found == SAYS_OVER);
	if (found != SAYS_THANKS && found != SAYS_CLOSE && found != SAYS_GREET)
		sense->harmless += (unsigned)length;
	license(clause, found, at + length);
}

/* "Akkoord, *en* een nieuwe muis": nobody knows what about it, until something is said of it. */
static void
see_addition(AnswerClause *clause, size_t at)
{
	static const Says saying[] = {SAYS_VERB, SAYS_SUCCESS, SAYS_OVER, SAYS_THANKS,
	    SAYS_HARMLESS, SAYS_CLOSE, SAYS_LATER, SAYS_ACCEPT};

	if ((clause->words == 0 || at == clause->keyword_end) &&
	    answer_scan_says(clause->reading, SAYS_AND, at) > 0) {
		clause->adds = true;
		clause->additions = 0;
	}
	for (size_t i = 0; clause->adds && i < G_N_ELEMENTS(saying); i++)
		clause->adds = answer_scan_says(clause->reading, saying[i], at) == 0;
}

void
answer_clause_see_word(AnswerClause *clause, size_t at)
{
	see_addition(clause, at);
	if (clause->past && answer_scan_says(clause->reading, SAYS_AND, at) > 0)
		tell(clause);
	clause->tells |= answer_scan_says(clause->reading, SAYS_SELF, at) > 0;
	clause->sees |= answer_scan_says(clause->reading, SAYS_SEES, at) > 0;
	clause->past |= answer_scan_says(clause->reading, SAYS_PAST, at) > 0;
	clause->words++;
	clause->does += answer_scan_says(clause->reading, SAYS_DOES, at) > 0;
	clause->says |= answer_scan_says(clause->reading, SAYS_VERB, at) > 0;
	clause->nows += answer_scan_says(clause->reading, SAYS_NOW, at) > 0;
}
