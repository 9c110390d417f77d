/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a customer weigh more than any number of a warning's: one that no warning has ends the reading. */
#include "parsers/banner_sense.h"

#include <glib.h>
#include <string.h>

#include "parsers/banner_words.h"

enum {
	UNKNOWN_MOST = 18, /* words of a hundred */
	NAMES_MOST = 45,   /* with those that begin with a capital */
	TAG_WORDS = 6,
	NOTE_WORDS = 3,
};

/* What no person writes, whatever stands around it: Outlook's link, Proofpoint's mark, a scanner's advertisement. */
static const char *const sure[] = {"aka.ms/LearnAboutSenderIdentification", "pfptBannerStart",
    "pfptBannerEnd", "avast.com/sig-email", NULL};

/* In lower case, without diacritics and apostrophes. Caller owns. */
static char *
fold(const char *word, size_t size)
{
	GString *out = g_string_sized_new(size);
	g_autofree char *lower = NULL;
	g_autofree char *parts = NULL;
	size_t ascii = 0;

	for (; ascii < size && word[ascii] > 0; ascii++)
		if (g_ascii_isalnum(word[ascii]))
			g_string_append_c(out, word[ascii] | 0x20);
	if (ascii == size)
		return g_string_free(out, false);
	g_string_truncate(out, 0);
	lower = g_utf8_casefold(word, (gssize)size);
	parts = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL);
	for (const char *p = parts; p != NULL && *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalnum(c))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, false);
}

static bool
has(const BannerSense *sense, unsigned all)
{
	return (sense->says & all) == all;
}

static bool
has_any(const BannerSense *sense, unsigned some)
{
	return (sense->says & some) != 0;
}

/* "don't" and "it's" are one word, "d'un" is two. */
static size_t
behind_apostrophe(const char *p, const char *end)
{
	static const char *const endings[] = {"t", "s", "re", "ve", "ll", "m"};
	size_t mark = g_str_has_prefix(p, "’") ? strlen("’") : *p == '\'';

	for (size_t i = 0; mark > 0 && i < G_N_ELEMENTS(endings); i++) {
		const char *next = p + mark + strlen(endings[i]);

		if (next <= end && g_str_has_prefix(p + mark, endings[i]) &&
		    (next == end || !g_unichar_isalpha(g_utf8_get_char(next))))
			return mark;
	}
	return 0;
}

static const char *
word_end(const char *p, const char *end)
{
	while (p < end) {
		size_t mark = g_ascii_isalnum(*p) ? 1 : behind_apostrophe(p, end);

		if (mark == 0 && !g_unichar_isalnum(g_utf8_get_char(p)))
			break;
		p = mark > 0 ? p + mark : g_utf8_next_char(p);
	}
	return p;
}

/* Whether what stands between blanks or angle brackets is an address or a link. */
static bool
is_address(const char *p, size_t size)
{
	return memchr(p, '@', size) != NULL ||
	       (memchr(p, '/', size) != NULL && memmem(p, size, "://", 3) != NULL) ||
	       (memchr(p, '.', size) != NULL && memmem(p, size, "www.", 4) != NULL);
}

/* Whether it is in capitals. */
static bool
is_loud(const char *word, size_t size)
{
	g_autofree char *upper = NULL;

	for (size_t i = 0; i < size; i++)
		if (g_ascii_islower(word[i]))
			return false;
	upper = g_utf8_strup(word, (gssize)size);
	return strncmp(upper, word, size) == 0;
}

static void
add_word(BannerSense *sense, const char *word, size_t size)
{
	g_autofree char *folded = fold(word, size);
	unsigned says = size == 1 && *word == 'I' ? BANNER_NEVER : banner_word(folded);

	/* "are not to be opened", in Dutch */
	if (sense->is_denied && strcmp(folded, "te") == 0)
		says |= BANNER_NEVER;
	sense->is_denied = (says & BANNER_NOT) != 0;
	sense->words++;
	sense->says |= says;
	if (says != 0) {
		sense->loud |= size > 2 && is_loud(word, size) ? says : 0;
		return;
	}
	if (g_unichar_isupper(g_utf8_get_char(word)))
		sense->names++;
	else
		sense->unknown++;
}

static void
add_words(BannerSense *sense, const char *p, const char *end)
{
	while (p < end) {
		const char *next = word_end(p, end);

		if (next > p)
			add_word(sense, p, (size_t)(next - p));
		p = next > p ? next : g_utf8_next_char(p);
	}
}

BannerSense
banner_sense_read(const char *p, const char *end)
{
	BannerSense sense = {0};

	for (size_t i = 0; sure[i] != NULL; i++)
		sense.is_sure |= memmem(p, (size_t)(end - p), sure[i], strlen(sure[i])) != NULL;
	while (p < end && !has(&sense, BANNER_NEVER)) {
		size_t size = MIN(strcspn(p, " \t\n<>"), (size_t)(end - p));

		if (is_address(p, size))
			sense.has_address = true;
		else
			add_words(&sense, p, p + size);
		p += size + 1;
	}
	return sense;
}

void
banner_sense_join(BannerSense *whole, const BannerSense *part)
{
	whole->says |= part->says;
	whole->loud |= part->loud;
	whole->words += part->words;
	whole->unknown += part->unknown;
	whole->names += part->names;
	whole->has_address |= part->has_address;
	whole->is_sure |= part->is_sure;
}

/* Whether it tells of what its reader knows better than the desk: that a mail came from outside, or from whom none comes
 * often. */
static bool
is_about_outside(const BannerSense *sense)
{
	bool warns = has_any(sense, BANNER_LINK | BANNER_CARE | BANNER_YOU);

	return has(sense, BANNER_OUTSIDE) ||
	       (has(sense, BANNER_SELDOM | BANNER_SENDER) &&
		   has_any(sense, BANNER_COMES | BANNER_NOT)) ||
	       (warns && has(sense, BANNER_PROVEN | BANNER_SENDER)) ||
	       (warns && has(sense, BANNER_THIS | BANNER_COMES | BANNER_NOT | BANNER_SENDER));
}

/* "You don't often get email from a@b. Learn why this is important" */
static bool
is_about_seldom(const BannerSense *sense)
{
	return sense->has_address && has(sense, BANNER_SELDOM | BANNER_NOT | BANNER_MAIL) &&
	       (sense->unknown == 0 || (sense->unknown < 3 && has(sense, BANNER_WHY)));
}

/* "EXTERNAL EMAIL", "[EXTERN]" */
static bool
is_tag(const BannerSense *sense, bool set_apart)
{
	return sense->words <= TAG_WORDS && sense->unknown + sense->names == 0 &&
	       has(sense, BANNER_OUTSIDE) &&
	       (set_apart || has_any(sense, BANNER_MAIL | BANNER_SENDER)) &&
	       !has_any(sense, BANNER_NOT | BANNER_LINK | BANNER_COMES | BANNER_COMPANY);
}

static bool
is_warning(const BannerSense *sense, bool set_apart)
{
	bool loud = set_apart || (sense->loud & BANNER_OUTSIDE) != 0;
	bool here = loud || has(sense, BANNER_THIS);

	if (is_about_seldom(sense) || is_tag(sense, set_apart) ||
	    has(sense, BANNER_HARM | BANNER_THIS | BANNER_MAIL | BANNER_ACT | BANNER_LINK |
			   BANNER_NOT | BANNER_YOU))
		return true;
	if (!is_about_outside(sense) || !has_any(sense, BANNER_MAIL | BANNER_SENDER))
		return loud && has(sense, BANNER_OUTSIDE | BANNER_CARE);
	if (has(sense, BANNER_ACT) && (here || has_any(sense, BANNER_SENDER | BANNER_CARE)))
		return true;
	if (has(sense, BANNER_CARE) && (here || has(sense, BANNER_HARM)))
		return true;
	if (has(sense, BANNER_OUTSIDE | BANNER_CARE | BANNER_LINK) &&
	    sense->unknown + sense->names == 0 && !has(sense, BANNER_NOT))
		return true;
	if (has(sense, BANNER_SELDOM | BANNER_SENDER | BANNER_THIS | BANNER_COMES | BANNER_YOU))
		return true;
	return has(sense, BANNER_OUTSIDE | BANNER_THIS | BANNER_COMES) &&
	       !has(sense, BANNER_NOT) &&
	       (has_any(sense, BANNER_COMPANY | BANNER_SENDER) || sense->names > 0);
}

/* "This message has been scanned for viruses". */
static bool
is_scan_note(const BannerSense *sense)
{
	if (sense->unknown > 0)
		return false;
	if (has(sense, BANNER_SCANNED | BANNER_THIS | BANNER_MAIL))
		return true;
	if (!has_any(sense, BANNER_HARM | BANNER_COMPANY))
		return false;
	if (has(sense, BANNER_SCANNED))
		return sense->has_address || has_any(sense, BANNER_THIS | BANNER_COMPANY);
	return sense->has_address &&
	       (sense->words <= NOTE_WORDS || has(sense, BANNER_ACT | BANNER_THIS));
}

/* "Attachments of external mails cannot be opened." */
static bool
is_complaint(const BannerSense *sense)
{
	return has(sense, BANNER_CAN | BANNER_NOT) &&
	       !has_any(sense, BANNER_THIS | BANNER_PROVEN);
}

bool
banner_sense_is_banner(const BannerSense *sense, bool set_apart, bool is_below)
{
	if (sense->is_sure)
		return true;
	if (has(sense, BANNER_NEVER) || is_complaint(sense) ||
	    sense->unknown * 100 > sense->words * UNKNOWN_MOST ||
	    (sense->unknown + sense->names) * 100 > sense->words * NAMES_MOST)
		return false;
	return is_warning(sense, set_apart) || (is_below && is_scan_note(sense));
}

/* "For more information please visit http://..." */
static bool
leads_to_link(const BannerSense *piece)
{
	return piece->has_address && piece->unknown + piece->names == 0;
}

bool
banner_sense_is_piece(const BannerSense *piece)
{
	if (piece->words == 0)
		return true;
	return !has(piece, BANNER_NEVER) && piece->unknown * 4 <= piece->words &&
	       (piece->is_sure || leads_to_link(piece) ||
		   (piece->says & ~(unsigned)BANNER_OTHER) != 0);
}

bool
banner_sense_is_last_piece(const BannerSense *piece)
{
	return piece->is_sure || piece->words == 0 || leads_to_link(piece) ||
	       has_any(piece, BANNER_OUTSIDE | BANNER_ACT | BANNER_CARE | BANNER_LINK |
				  BANNER_PROVEN | BANNER_SCANNED | BANNER_HARM | BANNER_SELDOM |
				  BANNER_WHY) ||
	       has(piece, BANNER_THIS | BANNER_MAIL);
}
