/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each file has two contents: `now`, which the process sees, and `safe`, which survives. What lies between them is a
 * list of changes, which a sync makes safe and a cut makes safe in part.
 */
#include "tests/simulation/disk.h"

#include <glib.h>
#include <sqlite3.h>
#include <string.h>

#include "spool/database.h"
#include "spool/file_mark.h"
#include "tests/simulation/world.h"

#define SECTOR 512

typedef struct {
	int64_t at;
	GBytes *bytes; /* own; NULL: the file ends at `at` */
} Change;

typedef struct {
	GByteArray *now;
	GByteArray *safe;
	GPtrArray *changes; /* own; of Change */
	bool journal;       /* or log: syncing a new one syncs the folder too */
	bool kept;          /* its name is on disk */
	bool gone;          /* deleted, and that may be undone by a cut */
} File;

typedef struct {
	sqlite3_file base;
	File *file; /* foreign */
} Handle;

typedef struct {
	sqlite3_vfs vfs;
	GHashTable *files; /* own; path -> File */
	uint64_t left;     /* operations until the cut, or 0 */
	bool full;
	bool failing;
} Disk;

static Disk disk;

static void
change_free(void *data)
{
	Change *change = data;

	if (change->bytes != NULL)
		g_bytes_unref(change->bytes);
	g_free(change);
}

static File *
file_new(void)
{
	File *file = g_new0(File, 1);

	file->now = g_byte_array_new();
	file->safe = g_byte_array_new();
	file->changes = g_ptr_array_new_with_free_func(change_free);
	return file;
}

static void
file_free(void *data)
{
	File *file = data;

	g_byte_array_unref(file->now);
	g_byte_array_unref(file->safe);
	g_ptr_array_unref(file->changes);
	g_free(file);
}

static File *
file_find(const char *path)
{
	File *file = g_hash_table_lookup(disk.files, path);

	return file == NULL || file->gone ? NULL : file;
}

static void
put(GByteArray *content, int64_t at, const void *bytes, size_t size)
{
	size_t end = (size_t)at + size;
	size_t had = content->len;

	if (end > had) {
		g_byte_array_set_size(content, (guint)end);
		memset(content->data + had, 0, end - had);
	}
	memcpy(content->data + at, bytes, size);
}

static void
cut_length(GByteArray *content, int64_t length)
{
	if (length < content->len)
		g_byte_array_set_size(content, (guint)length);
}

static void
make_safe(File *file)
{
	for (unsigned i = 0; i < file->changes->len; i++) {
		const Change *change = file->changes->pdata[i];

		if (change->bytes == NULL)
			cut_length(file->safe, change->at);
		else
			put(file->safe, change->at, g_bytes_get_data(change->bytes, NULL),
			    g_bytes_get_size(change->bytes));
	}
	g_ptr_array_set_size(file->changes, 0);
}

/* Of one write, sector by sector, so much as chance leaves. */
static void
keep_sectors(File *file, const Change *change, unsigned permille)
{
	size_t size = 0;
	const uint8_t *bytes = g_bytes_get_data(change->bytes, &size);

	for (size_t done = 0; done < size;) {
		size_t piece = MIN(size - done, SECTOR - ((size_t)change->at + done) % SECTOR);

		if (world_happens(permille))
			put(file->safe, change->at + (int64_t)done, bytes + done, piece);
		done += piece;
	}
}

static void
lose_changes(File *file)
{
	static const unsigned KEPT[] = {0, 500, 900, 1000};
	unsigned permille = KEPT[world_chance(G_N_ELEMENTS(KEPT))];

	for (unsigned i = 0; i < file->changes->len; i++) {
		const Change *change = file->changes->pdata[i];

		if (change->bytes != NULL)
			keep_sectors(file, change, permille);
		else if (world_happens(permille))
			cut_length(file->safe, change->at);
	}
	g_ptr_array_set_size(file->changes, 0);
	g_byte_array_set_size(file->now, 0);
	g_byte_array_append(file->now, file->safe->data, file->safe->len);
}

static int
by_name(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

void
disk_cut(void)
{
	g_autofree void **names = g_hash_table_get_keys_as_array(disk.files, NULL);
	guint count = g_hash_table_size(disk.files);

	qsort(names, count, sizeof *names, by_name);
	for (guint i = 0; i < count; i++) {
		File *file = g_hash_table_lookup(disk.files, names[i]);

		lose_changes(file);
		if (file->gone)
			file->gone = world_happens(500);
		if (!file->kept && world_happens(500))
			file->gone = true;
	}
	disk.left = 0;
	world_die();
}

/* Names come and go for good. */
static void
sync_folder(void)
{
	GHashTableIter all;
	void *file = NULL;

	g_hash_table_iter_init(&all, disk.files);
	while (g_hash_table_iter_next(&all, NULL, &file))
		if (((File *)file)->gone)
			g_hash_table_iter_remove(&all);
		else
			((File *)file)->kept = true;
}

void
disk_restore(void)
{
	sync_folder();
}

/* Before each change; false when the power is gone. */
static bool
may_change(void)
{
	if (world_is_dead())
		return false;
	if (disk.left > 0 && --disk.left == 0) {
		world_tell("power is cut");
		disk_cut();
		return false;
	}
	return true;
}

static File *
file_of(sqlite3_file *handle)
{
	return ((Handle *)handle)->file;
}

static int
vfs_close(sqlite3_file *handle)
{
	(void)handle;
	return SQLITE_OK;
}

static int
vfs_read(sqlite3_file *handle, void *bytes, int size, sqlite3_int64 at)
{
	const GByteArray *now = file_of(handle)->now;
	int64_t have = CLAMP((int64_t)now->len - at, 0, size);

	if (world_is_dead())
		return SQLITE_IOERR_READ;
	if (have > 0)
		memcpy(bytes, now->data + at, (size_t)have);
	if (have == size)
		return SQLITE_OK;
	memset((char *)bytes + have, 0, (size_t)(size - have));
	return SQLITE_IOERR_SHORT_READ;
}

static void
add_change(File *file, int64_t at, GBytes *take_bytes)
{
	Change *change = g_new0(Change, 1);

	change->at = at;
	change->bytes = take_bytes;
	g_ptr_array_add(file->changes, change);
}

static int
vfs_write(sqlite3_file *handle, const void *bytes, int size, sqlite3_int64 at)
{
	File *file = file_of(handle);

	if (!may_change())
		return SQLITE_IOERR_WRITE;
	if (disk.full && at + size > file->now->len)
		return SQLITE_FULL;
	if (disk.failing && world_happens(20))
		return SQLITE_IOERR_WRITE;
	put(file->now, at, bytes, (size_t)size);
	add_change(file, at, g_bytes_new(bytes, (size_t)size));
	return SQLITE_OK;
}

static int
vfs_truncate(sqlite3_file *handle, sqlite3_int64 length)
{
	if (!may_change())
		return SQLITE_IOERR_TRUNCATE;
	cut_length(file_of(handle)->now, length);
	add_change(file_of(handle), length, NULL);
	return SQLITE_OK;
}

/* A cut may come before or after the bytes are safe. */
static int
vfs_sync(sqlite3_file *handle, int flags)
{
	File *file = file_of(handle);

	(void)flags;
	if (!may_change())
		return SQLITE_IOERR_FSYNC;
	if (disk.failing && world_happens(100))
		return SQLITE_IOERR_FSYNC;
	if (!world_has_defect("no-sync"))
		make_safe(file);
	if (file->journal && !file->kept)
		sync_folder();
	return may_change() ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int
vfs_size(sqlite3_file *handle, sqlite3_int64 *ret_size)
{
	*ret_size = file_of(handle)->now->len;
	return SQLITE_OK;
}

/* One process has it, and another reader gets a copy. */
static int
vfs_lock(sqlite3_file *handle, int lock)
{
	(void)handle;
	(void)lock;
	return SQLITE_OK;
}

static int
vfs_reserved(sqlite3_file *handle, int *ret_locked)
{
	(void)handle;
	*ret_locked = 0;
	return SQLITE_OK;
}

static int
vfs_control(sqlite3_file *handle, int operation, void *argument)
{
	(void)handle;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int
vfs_sector(sqlite3_file *handle)
{
	(void)handle;
	return 4096;
}

/* As SQLite takes any disk to be: what stands beside what is written is not harmed. */
static int
vfs_traits(sqlite3_file *handle)
{
	(void)handle;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 1,
    .xClose = vfs_close,
    .xRead = vfs_read,
    .xWrite = vfs_write,
    .xTruncate = vfs_truncate,
    .xSync = vfs_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_lock,
    .xCheckReservedLock = vfs_reserved,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_traits,
};

static int
vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *handle, int flags, int *ret_flags)
{
	File *file = path == NULL ? NULL : file_find(path);

	(void)vfs;
	handle->pMethods = NULL;
	g_assert(path != NULL);
	if (world_is_dead() || (file == NULL && (flags & SQLITE_OPEN_CREATE) == 0))
		return SQLITE_CANTOPEN;
	if (file == NULL) {
		file = file_new();
		file->journal = (flags & SQLITE_OPEN_MAIN_DB) == 0;
		g_hash_table_replace(disk.files, g_strdup(path), file);
	}
	((Handle *)handle)->file = file;
	handle->pMethods = &METHODS;
	if (ret_flags != NULL)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int
vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	File *file = file_find(path);

	(void)vfs;
	if (!may_change())
		return SQLITE_IOERR_DELETE;
	if (file == NULL)
		return SQLITE_IOERR_DELETE_NOENT;
	file->gone = true;
	if (sync)
		sync_folder();
	return SQLITE_OK;
}

static int
vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *ret_is)
{
	(void)vfs;
	(void)flags;
	*ret_is = file_find(path) != NULL;
	return SQLITE_OK;
}

static int
vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *ret_path)
{
	(void)vfs;
	g_strlcpy(ret_path, path, (size_t)size);
	return SQLITE_OK;
}

static int
vfs_randomness(sqlite3_vfs *vfs, int size, char *ret_bytes)
{
	(void)vfs;
	for (int i = 0; i < size; i++)
		ret_bytes[i] = (char)world_chance(256);
	return size;
}

static int
vfs_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int
vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *ret_ms)
{
	(void)vfs;
	*ret_ms = world_wall_us() / 1000 + INT64_C(210866760000000); /* Julian */
	return SQLITE_OK;
}

void
disk_begin(void)
{
	disk = (Disk){.vfs = {.iVersion = 2,
			  .szOsFile = sizeof(Handle),
			  .mxPathname = 512,
			  .zName = "simulated",
			  .xOpen = vfs_open,
			  .xDelete = vfs_delete,
			  .xAccess = vfs_access,
			  .xFullPathname = vfs_full_path,
			  .xRandomness = vfs_randomness,
			  .xSleep = vfs_sleep,
			  .xCurrentTimeInt64 = vfs_time}};
	disk.files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
	/* as spool/sqlite.c does, which comes too late for it here */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_vfs_register(&disk.vfs, 1);
	sqlite3_randomness(0, NULL); /* its state is drawn again, from this seed */
}

void
disk_end(void)
{
	sqlite3_vfs_unregister(&disk.vfs);
	g_hash_table_unref(disk.files);
}

void
disk_cut_after(uint64_t operations)
{
	disk.left = operations;
}

void
disk_set_full(bool full)
{
	if (full != disk.full)
		world_tell("the disk is %s", full ? "full" : "not full any more");
	disk.full = full;
}

void
disk_set_failing(bool failing)
{
	if (failing != disk.failing)
		world_tell("the disk %s", failing ? "fails now and then" : "works");
	disk.failing = failing;
}

bool
disk_is_well(void)
{
	return !disk.full && !disk.failing;
}

static void
copy_file(const char *from, const char *to)
{
	const File *file = file_find(from);
	File *copy = NULL;

	if (file == NULL)
		return;
	copy = file_new();
	g_byte_array_append(copy->now, file->now->data, file->now->len);
	g_hash_table_replace(disk.files, g_strdup(to), copy);
}

static const char *const PARTS[] = {"", "-wal", "-journal"};

char *
disk_copy(const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
		g_autofree char *from = g_strconcat(path, PARTS[i], NULL);
		g_autofree char *to = g_strconcat(path, "-copy", PARTS[i], NULL);

		copy_file(from, to);
	}
	return g_strconcat(path, "-copy", NULL);
}

void
disk_drop_copy(const char *copy)
{
	for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
		g_autofree char *part = g_strconcat(copy, PARTS[i], NULL);

		g_hash_table_remove(disk.files, part);
	}
}

void
disk_save(const char *path, const char *to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
		g_autofree char *from = g_strconcat(path, PARTS[i], NULL);
		g_autofree char *real = g_strconcat(to, PARTS[i], NULL);
		const File *file = file_find(from);

		if (file != NULL)
			g_file_set_contents(
			    real, (const char *)file->now->data, file->now->len, NULL);
	}
}

/* In the place of spool/file_mark.c, which looks at files that are not there. */

struct FileMark {
	char *path;       /* own */
	const File *file; /* foreign */
};

FileMark *
file_mark_new(const char *path, GError **error)
{
	FileMark *mark = g_new0(FileMark, 1);

	mark->path = g_strdup(path);
	mark->file = file_find(path);
	if (file_mark_holds(mark, error))
		return mark;
	file_mark_free(mark);
	return NULL;
}

void
file_mark_free(FileMark *mark)
{
	g_free(mark->path);
	g_free(mark);
}

/* A process whose power is cut sees nothing more. */
bool
file_mark_holds(const FileMark *mark, GError **error)
{
	const File *file = file_find(mark->path);

	if (world_is_dead() || (file != NULL && file == mark->file))
		return true;
	g_set_error(
	    error, SPOOL_ERROR, SPOOL_ERROR_GONE, "%s is gone or another file", mark->path);
	return false;
}
