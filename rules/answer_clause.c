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
#define CAUSE_MOST 2     /* words behind what tells of a cause */
#define BEFORE_SUCCESS 4 /* words between the unknown one and that of success */
#define SUBJECT_FIRST 2  /* words of a clause of which one is its subject */
#define BEHIND_ACCEPT 2  /* words between an accept and "but" */
#define BEFORE_AGAIN 1   /* words between a verb and "again" */

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
	clause->contrasts_well = clause->negations == 0 &&
				 (at > clause->contrast_end ||
				     answer_scan_says(clause->reading, SAYS_VERB, at) == 0);
	if (clause->negations > 0) {
		clause->negations--;
		sense->troubles++;
		return;
	}
	clause->works = true;
	clause->runs = answer_scan_says(clause->reading, SAYS_DOES, at) > 0 &&
		       answer_scan_says(clause->reading, SAYS_SUCCESS, at) == 1;
	sense->works++;
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
	clause->waits = true;
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

/* "akkoord *maar*", "mag dicht hoor, *maar*": what follows takes something from it, whatever it says. */
static bool
is_beside_accept(const AnswerClause *clause, size_t at)
{
	return clause->accept_end > 0 && at - clause->accept_end <= BEHIND_ACCEPT;
}

/* "bedankt voor het *langskomen*": what was done is named, and asked for no more. */
static bool
is_thanked_for(const AnswerClause *clause, size_t at)
{
	return clause->thanked && at >= 2 &&
	       answer_scan_says(clause->reading, SAYS_ARTICLE, at - 1) > 0 &&
	       answer_scan_says(clause->reading, SAYS_ABOUT, at - 2) > 0;
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
	} else if (answer_scan_says(clause->reading, SAYS_POLITE, at) == length ||
		   is_thanked_for(clause, at)) {
		clause->excuses++;
	} else if (answer_scan_says(clause->reading, SAYS_AND, at) > 0 &&
		   !is_beside_accept(clause, at)) {
		clause->contrasts = true;
		clause->contrast_end = at + length;
	} else if (is_term(clause->reading, at + length)) {
		clause->terms++;
	} else if (answer_scan_says(clause->reading, SAYS_IF, at) > 0) {
		clause->sense->ifs++;
	} else {
		clause->sense->buts++;
	}
}

/* "ik was *nog niet aan toe gekomen*", "I *haven't had* time to test": what was not done has yet to be; what was later then
 * ("I *was* snowed under") is now. */
static bool
denies(const AnswerClause *clause, size_t at, size_t length)
{
	if (clause->negations > 0)
		return true;
	for (size_t i = at; i < at + length; i++)
		if (answer_scan_says(clause->reading, SAYS_NEGATE, i) > 0)
			return true;
	return false;
}

/* "jullie hebben het *niet getest*": what others have not done is no promise of the writer's. ("Je" is French for "I".) */
static bool
is_reproach(const AnswerClause *clause, size_t at, size_t length)
{
	return clause->blames && !clause->tells && clause->has && denies(clause, at, length);
}

void
answer_clause_see_doubt(AnswerClause *clause, Says found, size_t at, size_t length)
{
	AnswerSense *sense = clause->sense;

	sense->leftover++;
	if (found == SAYS_TROUBLE &&
	    words_is_picture(answer_scan_word(clause->reading, at)->word)) {
		sense->troubles++; /* "niet 🙁" */
		return;
	}
	clause->asks |= found == SAYS_ASK;
	clause->may_tell |=
	    found == SAYS_ASK && answer_scan_says(clause->reading, SAYS_VERB, at) > 0;
	sense->noes += found == SAYS_NO;
	sense->asides += found == SAYS_ASIDE;
	sense->promises +=
	    found == SAYS_LATER && answer_scan_says(clause->reading, SAYS_IF, at) == 0;
	clause->perhaps += found == SAYS_PERHAPS;
	clause->wants += found == SAYS_WANT && !clause->past;
	clause->commands += found == SAYS_ORDER;
	clause->good |= found == SAYS_LATER;
	for (size_t i = at; i < at + length; i++)
		clause->fears |= answer_scan_says(clause->reading, SAYS_IF, i) > 0;
	if (found == SAYS_BUT)
		see_but(clause, at, length);
	if (found == SAYS_NEGATE)
		see_negation(clause);
	/* "het lag niet *los*" says what it was not, and not that it works */
	clause->causes &= found != SAYS_TROUBLE || length == 1;
	if (found == SAYS_TROUBLE && !(clause->past && clause->negations > 0))
		see_trouble(clause);
	if (found == SAYS_FAULT)
		see_fault(clause, at);
	if (found == SAYS_GONE)
		see_gone(clause, at);
	if (found == SAYS_LATER && is_reproach(clause, at, length))
		sense->troubles++;
	else if (found == SAYS_LATER && (!clause->past || denies(clause, at, length)))
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
	clause->contrasts_well |= found == SAYS_THANKS;
	sense->thanks |= answer_scan_says(clause->reading, SAYS_THANKS, at) > 0;
	sense->yes |= found == SAYS_LEAD || found == SAYS_HARMLESS;
	sense->leftover += thing || found == SAYS_DONE;
	clause->thanks |= found == SAYS_THANKS;
	clause->thanked |= found == SAYS_THANKS;
	clause->agains += found == SAYS_AGAIN || found == SAYS_REPEAT;
	if (found == SAYS_AGAIN)
		clause->again = at;
	clause->repeats += found == SAYS_REPEAT;
	clause->returns |=
	    found == SAYS_AGAIN && clause->subject > 0 && at <= clause->subject + BEFORE_AGAIN;
	clause->alsos += found == SAYS_ALSO;
	clause->good |= (found >= SAYS_HARMLESS && found <= SAYS_THANKS) || found == SAYS_ALSO;
	clause->fine |= found == SAYS_LEAD || found == SAYS_DONE || found == SAYS_CLOSE ||
			found == SAYS_BEHALF || (found == SAYS_GREET && clause->words == 1);
	if (found == SAYS_LEAD && clause->says && clause->negations == 0)
		clause->praise = at + length;
	clause->things += thing;
	clause->subject_things += thing && !answer_noun_has_place(clause->reading, at);
	clause->people += found == SAYS_PERSON;
	clause->persons += found == SAYS_PERSON && clause->things == 1 && !clause->of_it;
	clause->additions += thing;
	clause->has_done |= found == SAYS_DONE;
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
	    SAYS_HARMLESS, SAYS_CLOSE, SAYS_LATER, SAYS_ACCEPT, SAYS_BEHALF};

	if ((clause->words == 0 || at == clause->keyword_end) &&
	    answer_scan_says(clause->reading, SAYS_AND, at) > 0) {
		clause->adds = true;
		clause->additions = 0;
	}
	for (size_t i = 0; clause->adds && i < G_N_ELEMENTS(saying); i++)
		clause->adds = answer_scan_says(clause->reading, saying[i], at) == 0;
}

/* First in the clause, or behind a verb: "nu doet *het*", and not "met *het* team". */
static bool
is_subject(const AnswerClause *clause, size_t at)
{
	return clause->words <= SUBJECT_FIRST ||
	       answer_scan_says(clause->reading, SAYS_VERB, at - 1) > 0;
}

/* "*de* sjabloon", and no person. */
static void
see_second(AnswerClause *clause, size_t at)
{
	const AnswerScan *reading = clause->reading;

	clause->of_noun = answer_scan_says(reading, SAYS_ARTICLE, at - 1) > 0 &&
			  answer_scan_says(reading, SAYS_PERSON, at) == 0 &&
			  answer_scan_says(reading, SAYS_VERB, at) == 0 && !clause->tells;
	clause->of_service = clause->of_noun && answer_scan_says(reading, SAYS_POLITE, at) > 0;
}

void
answer_clause_see_word(AnswerClause *clause, size_t at)
{
	size_t it;

	see_addition(clause, at);
	if (answer_scan_says(clause->reading, SAYS_AND, at) > 0)
		answer_clause_go_on(clause);
	clause->tells |= answer_scan_says(clause->reading, SAYS_SELF, at) > 0 &&
			 clause->subject_things == 0 && !clause->of_it && !clause->of_noun;
	if (clause->words == 0)
		clause->first = at;
	clause->blames |=
	    clause->words == 0 && answer_scan_says(clause->reading, SAYS_YOU, at) > 0;
	clause->sees |= answer_scan_says(clause->reading, SAYS_SEES, at) > 0;
	clause->past |= answer_scan_says(clause->reading, SAYS_PAST, at) > 0;
	clause->words++;
	clause->does += answer_scan_says(clause->reading, SAYS_DOES, at) > 0;
	clause->says |= answer_scan_says(clause->reading, SAYS_VERB, at) > 0;
	clause->did |= answer_noun_is_past(clause->reading, at);
	if (clause->words == 2)
		see_second(clause, at);
	clause->can |= answer_scan_says(clause->reading, SAYS_CAN, at) > 0;
	clause->nows += answer_scan_says(clause->reading, SAYS_NOW, at) > 0;
	clause->has |= answer_scan_says(clause->reading, SAYS_HAS, at) > 0;
	clause->causes |= answer_scan_says(clause->reading, SAYS_CAUSE, at) > 0;
	clause->causes_first |= clause->causes && clause->words == 1;
	it = is_subject(clause, at) ? answer_scan_says(clause->reading, SAYS_IT, at) : 0;
	clause->of_it |= it > 0;
	clause->exists |= it > 1;
}
