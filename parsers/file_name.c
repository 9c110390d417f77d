/* SPDX-License-Identifier: Apache-2.0 */
/* Endings are those that desktops open by a double click, and what servers take for more than a file. */
#include "parsers/file_name.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "parsers/file_content.h"
#include "parsers/file_marks.h"

enum {
	OFFICE = FILE_IS_ZIP | FILE_IS_OLE | FILE_IS_RTF,
	PACKED = FILE_IS_ZIP | FILE_IS_ARCHIVE,
	MARKUP = FILE_IS_HTML | FILE_IS_XML,
	PLAIN = MARKUP | FILE_IS_SCRIPT | FILE_IS_SHORTCUT,
	EXTENSION_MOST = 16,
};

/* Endings, between blanks, that have the same marks and may be the same kinds. */
static const struct {
	const char *endings;
	unsigned marks;
	unsigned kinds;
} ENDINGS[] = {
    {" exe com scr pif cpl dll sys ocx msi msp mst msix appx appxbundle msixbundle gadget "
     "application jar class apk ipa deb rpm pkg run elf xll xbap appimage ",
	FILE_MARK_EXECUTABLE, 0},
    {" bat cmd ps1 psm1 psd1 ps1xml vb vbs vbe vbscript js jse mjs ws wsf wsc wsh sct hta msc "
     "msh chm hlp inf reg sh bash zsh csh ksh command py pyc pyw pyz pl rb php php3 php5 phtml "
     "phar asp aspx ashx asmx jsp jspx cgi lua tcl applescript scpt workflow jnlp rdp "
     "settingcontent-ms "
     "diagcab library-ms search-ms theme themepack osd htaccess htpasswd iqy slk ",
	FILE_MARK_SCRIPT, 0},
    {" docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm accde mde accda mda ade adp mdb "
     "accdb ",
	FILE_MARK_MACRO, 0},
    {" html htm xhtml xht shtml mht mhtml mhtm shtm htx ", FILE_MARK_HTML, 0},
    {" svg svgz ", FILE_MARK_SVG, 0},
    {" xml xsl xslt xsd dtd rdf wsdl ", FILE_MARK_XML, MARKUP},
    {" iso img udf vhd vhdx vmdk dmg wim daa toast nrg ", FILE_MARK_DISK, 0},
    {" lnk url website webloc desktop scf pif appref-ms ", FILE_MARK_SHORTCUT, 0},
    {" gpg pgp pgx aes axx ", FILE_MARK_ENCRYPTED, 0},
    {" pdf ", 0, FILE_IS_PDF},
    {" png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif ico ", 0, FILE_IS_IMAGE},
    {" mp3 mp4 m4a m4v mov avi wav ogg oga ogv opus webm mkv wma wmv aac amr 3gp flac mpg "
     "mpeg ",
	0, FILE_IS_MEDIA},
    {" docx dotx xlsx xltx pptx potx ppsx odt ods odp odg vsdx doc dot xls xlt ppt pps vsd pub "
     "rtf msg ",
	0, OFFICE},
    {" zip 7z rar gz tgz bz2 xz tar cab ace arj z ", 0, PACKED},
    {" txt csv tsv log md ini conf json yaml yml ics vcf eml ", 0, PLAIN},
};

/* Types, or what they begin with where a '*' ends it. */
static const struct {
	const char *type;
	unsigned marks;
	unsigned kinds;
} TYPES[] = {
    {"application/x-msdownload", FILE_MARK_EXECUTABLE, 0},
    {"application/x-msdos-program", FILE_MARK_EXECUTABLE, 0},
    {"application/x-dosexec", FILE_MARK_EXECUTABLE, 0},
    {"application/vnd.microsoft.portable-executable", FILE_MARK_EXECUTABLE, 0},
    {"application/x-msi", FILE_MARK_EXECUTABLE, 0},
    {"application/x-executable", FILE_MARK_EXECUTABLE, 0},
    {"application/java-archive", FILE_MARK_EXECUTABLE, 0},
    {"application/vnd.android.package-archive", FILE_MARK_EXECUTABLE, 0},
    {"application/hta", FILE_MARK_SCRIPT, 0},
    {"application/javascript", FILE_MARK_SCRIPT, 0},
    {"application/x-javascript", FILE_MARK_SCRIPT, 0},
    {"application/ecmascript", FILE_MARK_SCRIPT, 0},
    {"text/javascript", FILE_MARK_SCRIPT, 0},
    {"text/vbscript", FILE_MARK_SCRIPT, 0},
    {"application/x-sh", FILE_MARK_SCRIPT, 0},
    {"text/x-shellscript", FILE_MARK_SCRIPT, 0},
    {"application/x-bat", FILE_MARK_SCRIPT, 0},
    {"application/x-powershell", FILE_MARK_SCRIPT, 0},
    {"application/x-php", FILE_MARK_SCRIPT, 0},
    {"application/vnd.ms-word.document.macroenabled*", FILE_MARK_MACRO, 0},
    {"application/vnd.ms-word.template.macroenabled*", FILE_MARK_MACRO, 0},
    {"application/vnd.ms-excel.sheet.macroenabled*", FILE_MARK_MACRO, 0},
    {"application/vnd.ms-excel.template.macroenabled*", FILE_MARK_MACRO, 0},
    {"application/vnd.ms-excel.sheet.binary.macroenabled*", FILE_MARK_MACRO, 0},
    {"application/vnd.ms-powerpoint.presentation.macroenabled*", FILE_MARK_MACRO, 0},
    {"text/html", FILE_MARK_HTML, 0},
    {"application/xhtml+xml", FILE_MARK_HTML, 0},
    {"multipart/x-mixed-replace", FILE_MARK_HTML, 0},
    {"image/svg*", FILE_MARK_SVG, 0},
    {"text/xml", FILE_MARK_XML, 0},
    {"application/xml*", FILE_MARK_XML, 0},
    {"text/xsl", FILE_MARK_XML, 0},
    {"application/x-iso9660-image", FILE_MARK_DISK, 0},
    {"application/x-apple-diskimage", FILE_MARK_DISK, 0},
    {"application/x-ms-shortcut", FILE_MARK_SHORTCUT, 0},
    {"application/internet-shortcut", FILE_MARK_SHORTCUT, 0},
    {"application/pgp-encrypted", FILE_MARK_ENCRYPTED, 0},
    {"application/pdf", 0, FILE_IS_PDF},
    {"image/*", 0, FILE_IS_IMAGE},
    {"audio/*", 0, FILE_IS_MEDIA},
    {"video/*", 0, FILE_IS_MEDIA},
};

/* The row of the ending that begins behind this dot, or -1. */
static int
row_of_ending(const char *dot, size_t size)
{
	char ending[EXTENSION_MOST + 3] = " ";

	if (size == 0 || size > EXTENSION_MOST)
		return -1;
	for (size_t i = 0; i < size; i++)
		ending[1 + i] = g_ascii_tolower(dot[1 + i]);
	ending[1 + size] = ' ';
	for (size_t i = 0; i < G_N_ELEMENTS(ENDINGS); i++)
		if (strstr(ENDINGS[i].endings, ending) != NULL)
			return (int)i;
	return -1;
}

/* What Windows leaves out behind a name. */
static size_t
trimmed_size(const char *name, size_t size)
{
	while (size > 0 && strchr(". ", name[size - 1]) != NULL)
		size--;
	return size;
}

/* The row of the last ending within these bytes, or -1. */
static int
row_within(const char *name, size_t size)
{
	size_t end = trimmed_size(name, size);
	const char *dot = memrchr(name, '.', end);

	return dot == NULL ? -1 : row_of_ending(dot, (size_t)(name + end - dot - 1));
}

static int
row_of_name(const char *name)
{
	size_t size = strlen(name);
	int row = row_within(name, size);

	/* behind a colon Windows has another stream of the same file */
	return row >= 0 ? row : row_within(name, strcspn(name, ":"));
}

/* "factuur.pdf.exe": an ending that says what it is, before one that is run. */
static bool
is_doubled(const char *name)
{
	size_t end = trimmed_size(name, strlen(name));
	const char *dot = memrchr(name, '.', end);
	int inner = dot == NULL ? -1 : row_within(name, (size_t)(dot - name));

	return inner >= 0 && ENDINGS[inner].marks == 0;
}

unsigned
file_name_marks(const char *name)
{
	static const unsigned RUN = FILE_MARK_EXECUTABLE | FILE_MARK_SCRIPT |
				    FILE_MARK_SHORTCUT | FILE_MARK_HTML | FILE_MARK_DISK;
	int row = row_of_name(name);
	unsigned marks = row < 0 ? 0 : ENDINGS[row].marks;

	return (marks & RUN) != 0 && is_doubled(name) ? marks | FILE_MARK_DISGUISED : marks;
}

unsigned
file_name_kinds(const char *name)
{
	int row = row_of_name(name);

	return row < 0 ? 0 : ENDINGS[row].kinds;
}

static int
row_of_type(const char *type)
{
	for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
		size_t size = strcspn(TYPES[i].type, "*");

		if (g_ascii_strncasecmp(type, TYPES[i].type, size) == 0 &&
		    (TYPES[i].type[size] == '*' || type[size] == '\0'))
			return (int)i;
	}
	return -1;
}

unsigned
file_type_marks(const char *type)
{
	int row = row_of_type(type);

	return row < 0 ? 0 : TYPES[row].marks;
}

unsigned
file_type_kinds(const char *type)
{
	int row = row_of_type(type);

	return row < 0 ? 0 : TYPES[row].kinds;
}
