/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds what stands at each word: the longest phrase says what is meant, of an answer first, then of doubt, then of
 * what is pleasant. What that means where it stands is answer_clause.c's business.
 */
#include "rules/answer_sense.h"

#include "rules/answer_clause.h"
#include "rules/answer_notice.h"
#include "rules/answer_noun.h"

static bool
is_in_clause(const AnswerScan *reading, size_t at)
{
	return at < reading->words->len && !answer_scan_starts_clause(reading, at);
}

/* "please close *the door* now", and not "the printer *ticket*": where a wish ends, whether something else than a ticket is
 * to be closed. */
static bool
has_other_object(const AnswerScan *reading, size_t at)
{
	size_t noun = at, end;

	while (is_in_clause(reading, noun) && answer_scan_says(reading, SAYS_ARTICLE, noun) > 0)
		noun++;
	if (noun == at && answer_scan_says(reading, SAYS_ARTICLE, at - 1) == 0)
		return false;
	for (end = noun; is_in_clause(reading, end); end++)
		if (answer_scan_says(reading, SAYS_BESIDE, end) == 0 ||
		    answer_scan_says(reading, SAYS_POLITE, end) > 0)
			break;
	return end > noun &&
	       !(is_in_clause(reading, end) && answer_scan_says(reading, SAYS_TICKET, end) > 0);
}

/* "kunt u *ons afsluiten*", and not "voor ons": whether what stands within a wish makes it another one. */
static bool
has_doubt_within(const AnswerScan *reading, size_t at, size_t end)
{
	for (size_t i = at + 1; i < end; i++)
		if (answer_scan_says(reading, SAYS_BUT, i) > 1 &&
		    answer_scan_says(reading, SAYS_ABOUT, i - 1) == 0)
			return true;
	return false;
}

/* An answer's keyword, or a wish; returns how many words it takes. */
static size_t
read_keyword(AnswerClause *clause, size_t at)
{
	AnswerSense *sense = clause->sense;
	AnswerScanKeyword keyword = {.kind = ANSWER_NONE};
	unsigned negations = 0;
	size_t wish = phrases_around(SAYS_WISH, clause->reading->words, at, &negations);
	size_t request = answer_scan_says(clause->reading, SAYS_REQUEST, at);
	size_t longest = MAX(wish, request);

	if (longest > 0 && (has_other_object(clause->reading, at + longest) ||
			       has_doubt_within(clause->reading, at, at + longest))) {
		sense->buts++;
		return longest;
	}
	if (longest > 0) {
		clause->requests |= request > 0;
		clause->wishes = true;
		sense->wishes += negations == 0;
		clause->negations += negations;
		answer_clause_see_accept(clause, at);
		return longest;
	}
	if (!answer_scan_keyword_at(clause->reading, at, &keyword))
		return 0;
	if (keyword.kind == ANSWER_ACCEPT && keyword.negations == 0)
		answer_clause_see_accept(clause, at);
	sense->accepts += keyword.kind == ANSWER_ACCEPT && keyword.negations == 0;
	sense->rejects += keyword.kind == ANSWER_REJECT || keyword.negations > 0;
	sense->buts += keyword.kind == ANSWER_UNCLEAR || keyword.negations > 1;
	return keyword.end - at;
}

/* "I can open it again": open is what somebody can. */
static bool
is_ability(const AnswerClause *clause, size_t at, size_t length)
{
	return clause->does > 1 && answer_scan_says(clause->reading, SAYS_DOES, at) >= length;
}

/* "on behalf of *Ander* Ltd": who is named there. */
static bool
is_name(const AnswerClause *clause, size_t at)
{
	return at < clause->licensed && answer_scan_word(clause->reading, at)->capital;
}

/* Of several things that may stand here that of which the longest phrase does; how many words it takes. */
static size_t
find_longest(
    const AnswerClause *clause, size_t at, const Says *says, size_t count, Says *ret_found)
{
	size_t longest = 0;

	for (size_t i = 0; i < count; i++) {
		size_t length = answer_scan_says(clause->reading, says[i], at);

		if (length > longest) {
			*ret_found = says[i];
			longest = length;
		}
	}
	return longest;
}

/* A longer phrase of something good says what is meant, a leading one if it is all ("never mind"); of two as long success
 * does, thanks do not. */
static bool
is_meant_well(const AnswerClause *clause, size_t at, size_t length)
{
	static const Says success[] = {SAYS_SUCCESS, SAYS_OVER},
			  others[] = {SAYS_THANKS, SAYS_ABOUT, SAYS_BEHALF};
	const AnswerScan *reading = clause->reading;
	size_t lead = answer_scan_says(reading, SAYS_LEAD, at);
	bool is_all =
	    answer_scan_starts_clause(reading, at) &&
	    (at + lead >= reading->words->len || answer_scan_starts_clause(reading, at + lead));
	Says unused;

	return find_longest(clause, at, success, G_N_ELEMENTS(success), &unused) >= length ||
	       find_longest(clause, at, others, G_N_ELEMENTS(others), &unused) > length ||
	       (is_all && lead > length);
}

/* "de *bel*": a thing, and no order. */
static bool
is_behind_article(const AnswerClause *clause, size_t at)
{
	return at > 0 && !answer_scan_starts_clause(clause->reading, at) &&
	       answer_scan_says(clause->reading, SAYS_ARTICLE, at - 1) > 0;
}

/* What casts doubt; returns how many words it takes. */
static size_t
read_doubt(AnswerClause *clause, size_t at)
{
	static const Says doubts[] = {SAYS_ASK, SAYS_NEGATE, SAYS_NO, SAYS_LATER, SAYS_AWAY,
	    SAYS_FAULT, SAYS_GONE, SAYS_TROUBLE, SAYS_BUT, SAYS_WANT, SAYS_ORDER, SAYS_ASIDE,
	    SAYS_PERHAPS};
	size_t skip = clause->opening ? 0 : 1; /* a question begins with its word */
	Says found = SAYS_COUNT;
	size_t length =
	    find_longest(clause, at, doubts + skip, G_N_ELEMENTS(doubts) - skip, &found);

	if (length == 0 || is_meant_well(clause, at, length) ||
	    (found == SAYS_ORDER && is_behind_article(clause, at)) ||
	    (found == SAYS_BUT && is_ability(clause, at, length)) ||
	    ((found == SAYS_BUT || found == SAYS_ASIDE) && is_name(clause, at)))
		return 0;
	answer_clause_see_doubt(clause, found, at, length);
	return length;
}

/* "weer *zoals*" and "*zoals* voorheen" share a word: how many words behind this one belong to what it begins. */
static size_t
overlap(const AnswerClause *clause, size_t at)
{
	static const Says good[] = {SAYS_SUCCESS, SAYS_HARMLESS};
	Says unused;
	size_t length = find_longest(clause, at, good, G_N_ELEMENTS(good), &unused);

	return length > 0 ? length - 1 : 0;
}

/* What is pleasant or says nothing; returns how many words it takes. */
static size_t
read_pleasantry(AnswerClause *clause, size_t at)
{
	static const Says pleasant[] = {SAYS_AGAIN, SAYS_REPEAT, SAYS_HARMLESS, SAYS_OVER,
	    SAYS_SUCCESS, SAYS_THANKS, SAYS_CLOSE, SAYS_GREET, SAYS_LEAD, SAYS_BEHALF,
	    SAYS_ABOUT, SAYS_ALSO, SAYS_POLITE, SAYS_PLACE, SAYS_ARTICLE, SAYS_AND, SAYS_DONE,
	    SAYS_BESIDE, SAYS_PERSON, SAYS_POSTSCRIPT};
	Says found = SAYS_COUNT;
	size_t longest = find_longest(clause, at, pleasant, G_N_ELEMENTS(pleasant), &found);

	if (longest == 0)
		return 0;
	longest += overlap(clause, at + longest - 1);
	answer_clause_see_pleasant(clause, found, at, longest);
	if (found == SAYS_GREET || found == SAYS_THANKS)
		return answer_scan_skip_names(
			   clause->reading, at + longest, found == SAYS_GREET) -
		       at;
	clause->opening = false;
	return longest;
}

/* "akkoord *tot maandag*", which is a farewell elsewhere. */
static bool
is_limit(const AnswerClause *clause, size_t at)
{
	const AnswerScan *reading = clause->reading;

	return at == clause->keyword_end && at > 0 && is_in_clause(reading, at) &&
	       answer_scan_says(reading, SAYS_BUT, at) > 0 && is_in_clause(reading, at + 1) &&
	       answer_scan_says(reading, SAYS_PERHAPS, at + 1) > 0;
}

static size_t
read_here(AnswerClause *clause, size_t at)
{
	size_t length =
	    is_limit(clause, at) ? 0 : answer_scan_says(clause->reading, SAYS_HARMLESS, at);
	size_t does = answer_scan_says(clause->reading, SAYS_DOES, at);

	answer_clause_see_word(clause, at);
	if (length > 0)
		return read_pleasantry(clause, at);
	length = read_keyword(clause, at);
	if (length > 0)
		clause->keyword_end = clause->accept_end = at + length;
	if (length == 0)
		length = read_doubt(clause, at);
	if (length > 0) {
		clause->opening = at + length == clause->contrast_end;
		return length;
	}
	length = read_pleasantry(clause, at);
	if (length == 0)
		clause->opening = false;
	if (length == 0 && does == 0)
		answer_clause_see_unknown(clause, at);
	if (length == 0 && does > 0) {
		clause->does_new += at >= clause->licensed;
		clause->sense->leftover++;
		clause->succeeded = false;
	}
	length = MAX(length, does);
	return MAX(length, 1);
}

/* What stood before a sentence. */
typedef struct {
	unsigned doubts;
	unsigned laters;
	unsigned promises;
	unsigned ifs;
	unsigned works;
} Before;

/* "Het licht blijft rood. Ik ben op vakantie": who says two things says the first, too. */
static void
end_sentence(AnswerSense *sense, Before *before)
{
	unsigned laters = sense->laters + sense->aways, doubts;

	if (sense->works > before->works) { /* "het werkt *als ik herstart*" */
		sense->buts += sense->ifs - before->ifs;
		sense->ifs = before->ifs;
	}
	doubts = sense->buts + sense->complaints;
	if (laters == before->laters && doubts > before->doubts)
		sense->apart += doubts - before->doubts;
	if (sense->promises == before->promises)
		sense->troubles += sense->feared;
	sense->feared = 0;
	*before = (Before){doubts, laters, sense->promises, sense->ifs, sense->works};
}

/* Nothing that works came behind it. */
static void
end_told(AnswerSense *sense)
{
	sense->negations += sense->told.negations;
	sense->troubles += sense->told.troubles;
	sense->statements += sense->told.statements;
	sense->unknown += sense->told.unknown;
	sense->told = (AnswerTold){0};
}

/* "hij print *maar* alles staat scheef": what follows is of its own, with a comma before it or without. */
static bool
contrasts(const AnswerScan *reading, size_t at)
{
	return answer_scan_says(reading, SAYS_BUT, at) > 0 &&
	       answer_scan_says(reading, SAYS_AND, at) > 0;
}

/* "ik laat het weten, *oké?*": it asks for a nod alone. */
static bool
is_nod(const AnswerScan *reading, size_t from, size_t at)
{
	size_t end = at + answer_scan_says(reading, SAYS_LEAD, at);

	return at > from && end > at && answer_scan_starts_clause(reading, at) &&
	       (end == reading->words->len || answer_scan_starts_clause(reading, end));
}

static AnswerSense
read_range(const AnswerScan *reading, size_t from, size_t to)
{
	AnswerSense sense = {0};
	AnswerClause clause = {.reading = reading,
	    .sense = &sense,
	    .opening = true,
	    .keyword_end = from,
	    .accept_end = from};
	Before before = {0};

	for (size_t at = from; at < to;) {
		size_t next = at;
		bool nod = is_nod(reading, from, at);

		if (at > from &&
		    (answer_scan_starts_clause(reading, at) || contrasts(reading, at)))
			answer_clause_end(&clause);
		if (at > from && answer_scan_word(reading, at)->sentence !=
				     answer_scan_word(reading, at - 1)->sentence)
			end_sentence(&sense, &before);
		next += read_here(&clause, at);
		for (; at < next && at < to; at++) {
			clause.has_done |= answer_noun_is_participle(reading, at);
			sense.asks |=
			    answer_scan_word(reading, at)->question && !clause.requests && !nod;
			sense.asides += answer_scan_word(reading, at)->question && nod;
		}
	}
	answer_clause_end(&clause);
	end_sentence(&sense, &before);
	end_told(&sense);
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
	sense->ifs += more->ifs;
	sense->troubles += more->troubles;
	sense->laters += more->laters;
	sense->aways += more->aways;
	sense->statements += more->statements;
	sense->perhaps += more->perhaps;
	sense->asides += more->asides;
	sense->noes += more->noes;
	sense->asks |= more->asks;
	sense->yes |= more->yes;
	sense->thanks |= more->thanks;
	sense->success |= more->success;
	sense->leftover += more->leftover;
	sense->harmless += more->harmless;
	sense->names += more->names;
	sense->unknown += more->unknown;
	sense->complaints += more->complaints;
	sense->apart += more->apart;
}

AnswerSense
answer_sense(const AnswerScan *reading, size_t from)
{
	size_t name = MAX(from, reading->signature), end = MAX(from, reading->postscript);
	AnswerSense sense = read_range(reading, from, name);
	AnswerSense signature = read_range(reading, name, CLAMP(reading->sign_off, name, end));
	AnswerSense postscript = read_range(reading, end, reading->words->len);

	postscript.aways = 0; /* the days on which somebody works stand there always */
	add(&sense, &postscript);
	sense.below =
	    name < end && answer_notice_speaks(reading->words,
			      name + answer_scan_says(reading, SAYS_CLOSE, name), end);
	/* Below a mere name somebody may go on; what stands below a closing is the company's. */
	if (!signature.asks) {
		sense.rejects += signature.rejects;
		sense.troubles += signature.troubles;
	}
	return sense;
}
