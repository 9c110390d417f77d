/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes up from the end, paragraph by paragraph, as long as each could be part of a signature. People also write
 * names and numbers because they were asked for them, so a signature must begin with a line that is no label,
 * and have two kinds of contact details below it.
 */
#include "parsers/reply_signature.h"

#include <string.h>

#include "parsers/text.h"

enum {
	MAX_LINES = 40, /* that a signature has with its disclaimer */
	MAX_SHORT = 70, /* bytes of a line in it */
	MAX_COPY = 1000,
	MIN_DISCLAIMER = 120, /* bytes */
	MAX_SIGN_WORDS = 5, /* in lower case, of a line with a telephone number or an address */
	MAX_TITLE_WORDS = 2, /* in lower case, of a function: "Hoofd technische dienst" */
	MIN_QUESTION = 5,    /* words; "Vragen?" is printed below letters */
};

enum {
	SIGN_PHONE = 1 << 0,
	SIGN_WEB = 1 << 1,
	SIGN_MAIL = 1 << 2,
	SIGN_LEGAL = 1 << 3,
	SIGN_IMAGE = 1 << 4,
	SIGN_DISCLAIMER = 1 << 5,
};

static const struct {
	const char *word;
	unsigned sign;
} signs[] = {
    {"tel:", SIGN_PHONE},
    {"tel.", SIGN_PHONE},
    {"tel ", SIGN_PHONE},
    {"telefoon", SIGN_PHONE},
    {"telefon", SIGN_PHONE},
    {"téléphone", SIGN_PHONE},
    {"phone", SIGN_PHONE},
    {"fax", SIGN_PHONE},
    {"mobil", SIGN_PHONE},
    {"mobiel", SIGN_PHONE},
    {"t: +", SIGN_PHONE},
    {"m: +", SIGN_PHONE},
    {"t +", SIGN_PHONE},
    {"m +", SIGN_PHONE},
    {"+31", SIGN_PHONE},
    {"+32", SIGN_PHONE},
    {"+44", SIGN_PHONE},
    {"+49", SIGN_PHONE},
    {"www.", SIGN_WEB},
    {"http://", SIGN_WEB},
    {"https://", SIGN_WEB},
    {"kvk", SIGN_LEGAL},
    {"btw ", SIGN_LEGAL},
    {"iban", SIGN_LEGAL},
    {"hrb ", SIGN_LEGAL},
    {"ust-id", SIGN_LEGAL},
    {"amtsgericht", SIGN_LEGAL},
    {"geschäftsführer", SIGN_LEGAL},
    {"siret", SIGN_LEGAL},
    {"vat no", SIGN_LEGAL},
    {"registered in", SIGN_LEGAL},
    {"[image:", SIGN_IMAGE},
    {"[cid:", SIGN_IMAGE},
    {"[logo", SIGN_IMAGE},
};

/* Pairs of words of which a disclaimer has both. */
static const char *const disclaimers[][2] = {
    {"confidential", "recipient"},
    {"confidential", "intended"},
    {"privileged", "intended"},
    {"vertrouwelijk", "bestemd"},
    {"vertrouwelijk", "geadresseerde"},
    {"uitsluitend bestemd", "geadresseerde"},
    {"vertraulich", "empfänger"},
    {"vertraulich", "e-mail"},
    {"confidentiel", "destinataire"},
    {"confidencial", "destinatario"},
    {"confidencial", "destinatário"},
    {"riservat", "destinatari"},
    {"poufn", "adresat"},
    {"konfidentiell", "mottagar"},
    {"fortrolig", "modtager"},
    {"konfidensiel", "mottaker"},
};

/* How letters end, in lower case. */
static const char *const closings[] = {"met vriendelijke groet", "met hartelijke groet",
    "hartelijke groet", "vriendelijke groet", "met groet", "groeten", "groetjes", "groet,",
    "hoogachtend", "mvg", "m.v.g", "kind regards", "best regards", "warm regards",
    "with regards", "regards", "best wishes", "sincerely", "yours sincerely",
    "yours faithfully", "cheers,", "many thanks", "mit freundlichen gr", "freundliche gr",
    "beste gr", "viele gr", "liebe gr", "herzliche gr", "mfg", "cordialement",
    "bien cordialement", "bien à vous", "salutations", "meilleures salutations", "saludos",
    "un saludo", "atentamente", "cordiali saluti", "distinti saluti", "saluti", "cumprimentos",
    "com os melhores cumprimentos", "atenciosamente", "pozdrawiam", "z poważaniem",
    "z powazaniem", "med vänliga hälsningar", "vänliga hälsningar", "hälsningar", "mvh",
    "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "vennlig hilsen", "hilsen",
    "kh", "ystävällisin terveisin"};

/* With what people begin what comes to their mind below their name, in lower case. */
static const char *const afterthoughts[] = {"ps", "p.s", "pps", "p.p.s", "post scriptum", "nb",
    "n.b", "o ja", "oh ja", "oja", "o, ja", "oh, ja", "let op", "opgelet", "belangrijk",
    "trouwens", "overigens", "nog iets", "nog een", "nog even", "ook", "maar", "note",
    "please note", "btw,", "by the way", "oh", "oh and", "one more", "also", "but", "important",
    "attention", "übrigens", "achtung", "hinweis", "wichtig", "nachtrag", "noch etwas",
    "noch eine", "ach ja", "aber", "bitte beachten", "au fait", "mais", "important",
    "por cierto", "pero", "a proposito", "för övrigt", "men", NULL};

/* Small words of names and functions. */
static const char *const joints[] = {"van", "de", "der", "den", "het", "ter", "ten", "te", "en",
    "aan", "bij", "voor", "op", "of", "the", "and", "for", "at", "in", "von", "und", "für",
    "du", "des", "et", "la", "le", "y", "e", "da", "di", "do", "dos", "i", "og", "och", "av",
    "namens", "drs", "ir", "ing", "mr", "dr", "prof", "bv", "nv", "vzw", "t/m", NULL};

static const Line *
line_at(GArray *lines, unsigned i)
{
	return &g_array_index(lines, Line, i);
}

/* Whether the words of any sign can be in it at all. */
static bool
may_have_signs(const Line *line)
{
	for (size_t i = 0; i < MIN(line->size, MAX_COPY); i++) {
		char c = line->text[i];

		if (g_ascii_isdigit(c) || c == '.' || c == ':' || c == '@' || c == '[' ||
		    c == '+')
			return true;
	}
	return false;
}

static unsigned
line_signs(const Line *line)
{
	g_autofree char *text = NULL;
	unsigned found = 0;

	if (!may_have_signs(line))
		return 0;
	text = g_ascii_strdown(line->text, (ssize_t)MIN(line->size, MAX_COPY));
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (strstr(text, signs[i].word) != NULL)
			found |= signs[i].sign;
	}
	if (strchr(text, '@') != NULL && strchr(text, '.') != NULL)
		found |= SIGN_MAIL;
	return found;
}

/* A line that could be a name, a function or a street: short, and no sentence and no list. */
static bool
is_short(const Line *line)
{
	bool is_bullet =
	    line->size > 1 && strchr("-*>", line->text[0]) != NULL && line->text[1] == ' ';

	return line->size > 0 && line->size <= MAX_SHORT && !is_bullet &&
	       strchr("?.:", line->text[line->size - 1]) == NULL;
}

/* What a signature begins with: a line that is short, capital, and gives no label to what follows. */
static bool
is_name(const Line *line)
{
	size_t skip = *line->text == '*' ? 1 : 0;
	gunichar first = 0;

	if (line->size <= skip || line->size > MAX_SHORT ||
	    memchr(line->text, ':', line->size) != NULL ||
	    strchr("?.!,", line->text[line->size - 1]) != NULL)
		return false;
	first = g_utf8_get_char(line->text + skip);
	return g_unichar_isupper(first);
}

static bool
is_disclaimer(GArray *lines, unsigned from, unsigned to)
{
	const char *start = line_at(lines, from)->text;
	const char *end = line_at(lines, to - 1)->text + line_at(lines, to - 1)->size;
	g_autofree char *text = NULL;

	if (end - start < MIN_DISCLAIMER)
		return false;
	text = g_ascii_strdown(start, MIN(end - start, MAX_COPY));
	for (size_t i = 0; i < G_N_ELEMENTS(disclaimers); i++) {
		if (strstr(text, disclaimers[i][0]) != NULL &&
		    strstr(text, disclaimers[i][1]) != NULL)
			return true;
	}
	return false;
}

/* The signs of a paragraph all of whose lines could be in a signature, in *ret_signs; false where one could not. */
static bool
paragraph_signs(GArray *lines, unsigned from, unsigned to, unsigned *ret_signs)
{
	*ret_signs = 0;
	if (is_disclaimer(lines, from, to)) {
		*ret_signs = SIGN_DISCLAIMER;
		return true;
	}
	for (unsigned i = from; i < to; i++) {
		unsigned found = 0;

		if (line_at(lines, i)->kind != LINE_TEXT)
			return false;
		found = line_signs(line_at(lines, i));
		if ((found == 0 && !is_short(line_at(lines, i))) ||
		    reply_signature_is_afterthought(line_at(lines, i)))
			return false;
		*ret_signs |= found;
	}
	return true;
}

static bool
is_enough(unsigned found)
{
	unsigned kinds = found & (SIGN_PHONE | SIGN_WEB | SIGN_MAIL | SIGN_LEGAL);

	return (kinds & SIGN_PHONE) != 0 && __builtin_popcount(kinds) >= 2;
}

/* "Graag dit adres opnemen:" asks for what stands below it to be read. */
static bool
is_announced(GArray *lines, unsigned start)
{
	const Line *line = NULL;

	while (start > 0 && line_at(lines, start - 1)->kind == LINE_BLANK)
		start--;
	if (start == 0)
		return false;
	line = line_at(lines, start - 1);
	return line->kind == LINE_TEXT && line->size > 1 && line->text[line->size - 1] == ':' &&
	       g_ascii_isalpha(line->text[line->size - 2]);
}

unsigned
reply_signature_start(GArray *lines, unsigned end)
{
	unsigned first = end > MAX_LINES ? end - MAX_LINES : 0;
	unsigned start = end;
	unsigned all = 0;

	for (unsigned to = end; to > first;) {
		unsigned found = 0;
		unsigned from = 0;

		while (to > first && line_at(lines, to - 1)->kind == LINE_BLANK)
			to--;
		from = to;
		while (from > first && line_at(lines, from - 1)->kind != LINE_BLANK)
			from--;
		if (from == to || !paragraph_signs(lines, from, to, &found))
			break;
		/* Above the details stands the name, not another short paragraph. */
		if (is_enough(all) && (found == 0 || start == from))
			break;
		all |= found;
		if (is_enough(all) && is_name(line_at(lines, from)))
			start = from;
		else if (all == SIGN_DISCLAIMER && found == SIGN_DISCLAIMER)
			start = from;
		to = from;
	}
	return is_enough(all) && is_announced(lines, start) ? end : start;
}

bool
reply_signature_is_closing(const char *line, size_t size)
{
	g_autofree char *text = NULL;

	if (size == 0 || size > MAX_SHORT ||
	    strchr("abcdfghklmprsuvwyz", g_ascii_tolower(*line)) == NULL)
		return false;
	text = g_ascii_strdown(line, (ssize_t)size);
	for (size_t i = 0; i < G_N_ELEMENTS(closings); i++) {
		size_t length = strlen(closings[i]);

		if (*closings[i] == *text && g_str_has_prefix(text, closings[i]) &&
		    !(g_ascii_isalpha(text[length - 1]) && g_ascii_isalpha(text[length]) &&
			length < 5))
			return true;
	}
	return false;
}

static bool
is_joint(const char *word)
{
	for (unsigned i = 0; joints[i] != NULL; i++) {
		if (strcmp(joints[i], word) == 0)
			return true;
	}
	return false;
}

/* The words of a line that begin with a small letter, without those that join names; the first has to be a name. */
static unsigned
count_small_words(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t,.;:()[]\"/|", -1);
	unsigned count = 0;

	for (unsigned i = 0; words[i] != NULL; i++)
		count += g_unichar_islower(g_utf8_get_char(words[i])) && !is_joint(words[i]);
	return count;
}

/* A name, a function, a street, a number; the first line of all has to be a name, a close or a number. */
static bool
fits_line(const Line *line, bool is_first)
{
	g_autofree char *text = g_strndup(line->text, line->size);
	gunichar first = g_utf8_get_char(text + strspn(text, " \t*_"));
	unsigned small = 0;

	text_cut(text, MAX_COPY);
	small = count_small_words(text);
	if (reply_signature_is_closing(line->text, line->size))
		return true;
	if (line_signs(line) != 0)
		return small <= MAX_SIGN_WORDS;
	if (!is_short(line) || strchr("!", line->text[line->size - 1]) != NULL ||
	    g_unichar_islower(first))
		return false;
	if (is_first)
		return small == 0 && strpbrk(text, "0123456789") == NULL;
	return small <= MAX_TITLE_WORDS && !(g_unichar_isdigit(first) && small > 0);
}

bool
reply_signature_fits(GArray *lines, unsigned from, unsigned to)
{
	if (from < to && is_disclaimer(lines, from, to))
		return true;
	for (unsigned i = from; i < to; i++) {
		if (!fits_line(line_at(lines, i), i == from))
			return false;
	}
	return true;
}

bool
reply_signature_is_afterthought(const Line *line)
{
	g_autofree char *text = NULL;
	unsigned words = 1;
	size_t skip = 0;

	if (line->size < 3 || line->size > MAX_COPY)
		return false;
	skip = strspn(line->text, " \t*_");
	if (skip >= line->size)
		return false;
	text = text_lower(line->text + skip, (ssize_t)(line->size - skip));
	for (unsigned i = 0; afterthoughts[i] != NULL; i++) {
		if (*text == *afterthoughts[i] && g_str_has_prefix(text, afterthoughts[i]) &&
		    strchr(" :,.;!-", text[strlen(afterthoughts[i])]) != NULL)
			return true;
	}
	for (size_t i = 0; i < line->size; i++)
		words += line->text[i] == ' ';
	return line->text[line->size - 1] == '?' && words >= MIN_QUESTION;
}
