/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a clause has said in all. A complaint needs no word that is known: what a thing does now, or is seen to do, and
 * nothing good in it, nobody writes of what is solved. Of what was so, words that nobody knows tell nothing, unless it
 * is of a thing, or of what somebody saw or got.
 */
#include "rules/answer_clause.h"

#define PRAISE_WITHIN 3 /* words behind what is praised */
#define VAGUE_LEAST 3   /* words of a sentence that may say something after all */

/* "ik kan mijn bestanden weer openen": what is done again works again. What is done *now* may, too, and need not. */
static void
see_done(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;

	if (clause->does == 0 || clause->agains == 0 || clause->repeats > 0 ||
	    clause->negations > 0 || clause->troubles > 0 || clause->asks) {
		if (!clause->thanks && (clause->nows == 0 || clause->names > 0))
			sense->unknown += clause->does_new;
		return;
	}
	clause->good = true;
	clause->thanks = true;
	sense->success = true;
	if (clause->subject <= clause->again) /* and not "print weer alles *roze*" */
		sense->unknown -= clause->subjects;
}

/* "PLC communiceert weer", "iedereen kan het rooster inzien": in words that nobody knows, but not of trouble. */
static bool
is_able(const AnswerClause *clause)
{
	if (clause->negations + clause->troubles + clause->repeats > 0 || clause->asks ||
	    clause->sees)
		return false;
	return clause->returns || clause->can;
}

/* "ontvangst is uitstekend": of what, need not be known. */
static bool
is_praised(const AnswerClause *clause)
{
	return clause->praise > clause->subject && clause->subjects > 0 &&
	       clause->praise - clause->subject <= PRAISE_WITHIN && !clause->asks &&
	       clause->negations + clause->troubles + clause->agains == 0;
}

/* Where somebody is says nothing of a thing, and of an answer only what is said apart. */
static bool
is_away(const AnswerClause *clause)
{
	return clause->aways > 0 && clause->things == clause->people && !clause->answers;
}

/* Whether all that stands in the clause is "sorry": it is for what follows. */
static bool
is_apology(const AnswerClause *clause)
{
	return clause->words > 0 && clause->excuses >= clause->words;
}

/* Words on no list in it. */
static unsigned
new_words(const AnswerClause *clause)
{
	return clause->sense->unknown - clause->before;
}

/* Whether a thing is its subject, and no person. */
static bool
is_of_thing(const AnswerClause *clause)
{
	return !clause->tells && clause->persons == 0 &&
	       (clause->subject_things > 0 || clause->of_it || clause->of_noun);
}

/* Whether it tells of what was so, and is over. */
static bool
is_told(const AnswerClause *clause)
{
	return clause->past && clause->agains == 0 && clause->stills == 0;
}

/* "ik kom graag": what somebody likes to do, and wants of nobody. */
static bool
is_willing(const AnswerClause *clause)
{
	return clause->tells && !clause->sees && clause->wants + clause->perhaps == 0;
}

/* "*nog* even nagekeken" */
static bool
is_done(const AnswerClause *clause)
{
	return clause->has_done && !is_of_thing(clause) &&
	       clause->negations + clause->troubles == 0;
}

/* What takes something away, for what else is said. */
static void
add_buts(const AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;

	sense->buts += clause->wishes || is_willing(clause) ? 0 : clause->pleas;
	sense->buts += clause->tells ? 0 : clause->commands;
	sense->asides += clause->tells ? clause->commands : clause->wants;
	sense->buts += is_away(clause) ? 0 : clause->terms;
	sense->buts += clause->adds && clause->additions > 0;
	sense->buts += clause->contrasts && !clause->contrasts_well;
	sense->buts += clause->excuses > 0 && !is_apology(clause) && !clause->good;
	sense->buts += clause->thanked || is_done(clause) ? 0 : clause->stills;
	sense->buts += !clause->tells || clause->thanked || clause->wishes ? 0 : clause->wants;
}

/* Of a thing, in words that do not say whether that is good. */
static bool
is_statement(const AnswerClause *clause)
{
	unsigned things = clause->tells ? clause->subject_things : clause->things;

	return clause->says && things > clause->people && !clause->good && !clause->fine;
}

/* Whether a keyword stands in the clause, and not only before it. */
static bool
has_keyword(const AnswerClause *clause)
{
	return clause->keyword_end > 0 &&
	       answer_scan_word(clause->reading, clause->keyword_end - 1)->clause ==
		   answer_scan_word(clause->reading, clause->first)->clause;
}

/* "'t is iets": a sentence, and not of its writer, all of whose words say nothing by themselves. */
static bool
is_vague(const AnswerClause *clause, unsigned unknown)
{
	bool known = unknown + clause->does + clause->negations + clause->troubles == 0 &&
		     !clause->asks && !clause->waits;

	return known && clause->says && clause->words >= VAGUE_LEAST && !clause->tells &&
	       !clause->past && !clause->has_done && !clause->good && !clause->fine &&
	       !clause->thanks && !has_keyword(clause);
}

/* "o ja, *de usb-poort*", "toner op": a thing, and not what about it. One word may be whom it is written to. */
static bool
is_bare(const AnswerClause *clause, unsigned unknown)
{
	return unknown + clause->commands == 0 && !clause->says && clause->words > 1 &&
	       clause->subject_things > clause->people && !clause->tells && !clause->past &&
	       !clause->good && !clause->fine && !clause->thanks && !has_keyword(clause);
}

/* Of what a thing does now, or its writer sees of it, with nothing good in it: "de sjabloon verschuift", "ik hoor
 * gekraak". Nobody writes that of what is solved. */
static bool
is_complaint(const AnswerClause *clause, unsigned unknown)
{
	unsigned least = clause->subject_things > 0 || clause->of_it ? 1 : 2;
	unsigned told = unknown + (clause->thanked ? 0 : clause->about);

	if (clause->good || clause->of_service || (clause->fine && !clause->exists))
		return false;
	if (clause->tells && clause->sees)
		return told > 0;
	return !clause->past && is_of_thing(clause) &&
	       (told >= least || (clause->says && clause->subject_things > 0));
}

/* "ik heb hem *nagelopen*" is past, and "ik heb strepen" is what one sees. */
static void
tell_of_having(AnswerClause *clause)
{
	if (clause->tells && clause->did && clause->wants == 0)
		clause->past = true;
	if (!clause->has)
		return;
	clause->past |= clause->has_done && (clause->tells || clause->persons > 0);
	clause->sees |= clause->tells && !clause->past;
}

/* Its doubts are of what was. Trouble whose cause is told ("bleek een losse kabel") is none that anybody wants gone, and
 * what its writer did wrong herself is none at all. */
static void
tell_past(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;
	AnswerTold *told = &sense->told;
	bool of_thing = is_of_thing(clause);
	bool causes = clause->causes && (!of_thing || clause->causes_first) &&
		      !(clause->blames && clause->has);
	bool own = clause->tells && !clause->sees;
	/* "ik vraag het aan wie het probleem had" */
	bool waits = clause->people > 0 && (clause->waits || clause->aways > 0);

	told->negations += causes && own ? 0 : clause->negations;
	told->troubles += causes || waits ? 0 : clause->troubles;
	/* what a verb says that is only known to be past, "ik *belandde* elders", nobody knows; who *has* done it meant to */
	if (clause->sees || (clause->did_new && !clause->has) || clause->done_new ||
	    (of_thing && !(clause->works && !clause->causes)))
		told->unknown += new_words(clause);
	told->statements += is_statement(clause) || (causes && !own && clause->troubles > 0);
	sense->unknown = clause->before;
	clause->negations = clause->troubles = clause->faults = 0;
	if (!of_thing && !clause->sees)
		clause->perhaps = clause->about = 0;
	if (clause->has_done)
		clause->alsos = 0;
	clause->subjects = clause->things = clause->subject_things = clause->people = 0;
}

/* What was so need not be so any more: "ik had geen beeld", "the plug *was* loose"; what came *again*, or was *still* so,
 * may be. What works ends what was told before, unless that may be of another thing. */
static void
tell(AnswerClause *clause)
{
	bool is_of_all = clause->things == 0 || clause->nows > 0 || clause->agains > 0;
	bool works = clause->works && (is_of_all || clause->contrasts);

	if (is_told(clause))
		tell_past(clause);
	if (works)
		clause->sense->told = (AnswerTold){0};
	clause->past = clause->works = clause->has = clause->has_done = false;
	clause->did = clause->did_new = false;
}

void
answer_clause_go_on(AnswerClause *clause)
{
	tell_of_having(clause);
	if (clause->past)
		tell(clause);
}

void
answer_clause_end(AnswerClause *clause)
{
	AnswerSense *sense = clause->sense;
	unsigned unknown = new_words(clause);

	if (is_away(clause)) {
		sense->aways++;
		clause->good = true;
		clause->negations = 0;
	}
	if (is_praised(clause))
		sense->unknown -= clause->subjects;
	clause->good |= is_able(clause) || is_praised(clause);
	see_done(clause); /* what a thing does, in words that are known, is no complaint */
	tell_of_having(clause);
	sense->complaints += is_complaint(clause, unknown);
	sense->complaints += clause->odd && clause->agains + clause->nows == 0 &&
			     !clause->thanked && !clause->past;
	sense->statements += is_vague(clause, unknown) || is_bare(clause, unknown);
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
	if (!clause->good && !(clause->tells && clause->perhaps > 0 &&
				 clause->things + unknown == 0)) /* "maandag ben ik er weer" */
		sense->troubles += clause->agains;
	if (!clause->thanks) {
		sense->unknown += clause->about;
		sense->perhaps += clause->alsos;
	}
	sense->statements += is_statement(clause);
	add_buts(clause);
	*clause = (AnswerClause){
	    .reading = clause->reading,
	    .sense = sense,
	    .accept_end = clause->accept_end,
	    .opening = true,
	    .before = sense->unknown,
	    .excuses = is_apology(clause),
	};
}
