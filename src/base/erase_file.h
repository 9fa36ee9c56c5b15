/* A file whose bytes are to be nowhere any more. */
#pragma once
#include <glib.h>

/* Overwrites what `folder`/`name` holds with zeros, fsyncs it, removes the name and fsyncs the folder. What is not there is
 * erased. Never through a symbolic link. On a file system that writes elsewhere what is written anew (a snapshot, a log-structured
 * one, a flash disk) the old blocks are its affair. */
gboolean erase_file(const char *folder, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
