/* A set of IMAP UIDs, kept as ranges: few even where a mailbox holds many thousands. */
#pragma once
#include <glib.h>

typedef struct {
    guint32 first, last;
} UidRange;
typedef struct UidSet UidSet;

UidSet *uid_set_new(void);
void uid_set_free(UidSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UidSet, uid_set_free)

void uid_set_add(UidSet *set, guint32 uid); /* 0 is no UID and is not added */
void uid_set_add_all(UidSet *set, const UidSet *others);
void uid_set_remove(UidSet *set, guint32 uid);
void uid_set_remove_all(UidSet *set, const UidSet *others);
void uid_set_keep_only(UidSet *set, const UidSet *others);
void uid_set_clear(UidSet *set);
gboolean uid_set_has(const UidSet *set, guint32 uid);
guint64 uid_set_count(const UidSet *set);
guint uid_set_ranges(const UidSet *set);
UidRange uid_set_range(const UidSet *set, guint index); /* ascending */
guint32 uid_set_first(const UidSet *set);               /* the lowest, 0 if none */
UidSet *uid_set_lowest(const UidSet *set, guint count); /* a new one */
char *uid_set_text(const UidSet *set);                  /* "3:17,20" as IMAP writes it; "" for none */
gboolean uid_set_parse(UidSet *set, const char *text);  /* adds; FALSE: not such a text */
UidSet *uid_set_copy(const UidSet *set);
