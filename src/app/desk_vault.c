/* desk_vault: memory of the keeper's that the processes of the pages have one after the other.
 *
 * It is taken once: whoever begins empties it, so that one which does not end in an orderly way leaves nothing, and nobody who
 * signed out meanwhile is there again. Its size is sealed, so that who faces the network cannot fill the machine's memory by it,
 * or cut it short below a reader. What is in it is that process's word: its length is held against the size here, the rest is for
 * whoever reads it. */
#include "desk_vault.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VAULT_BYTES (1u << 20)

typedef struct {
    guint64 length; /* 0: empty */
    guint8 bytes[];
} Vault;

#define ROOM (VAULT_BYTES - sizeof(Vault))

int desk_vault_new(void)
{
    int vault = memfd_create("casegate-desk", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (vault >= 0 && ftruncate(vault, VAULT_BYTES) == 0 &&
        fcntl(vault, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
        return vault;
    if (vault >= 0)
        close(vault);
    return -1;
}

static Vault *open_vault(int vault)
{
    void *memory = vault >= 0
                       ? mmap(NULL, VAULT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, vault, 0)
                       : MAP_FAILED;
    return memory == MAP_FAILED ? NULL : memory;
}

static void close_vault(Vault *memory)
{
    (void)munmap(memory, VAULT_BYTES);
}

gboolean desk_vault_put(int vault, GBytes *bytes)
{
    gsize length = 0;
    gconstpointer data = g_bytes_get_data(bytes, &length);
    Vault *memory = open_vault(vault);
    if (!memory)
        return FALSE;
    gboolean fits = data && length <= ROOM;
    memory->length = 0;
    if (fits) {
        memcpy(memory->bytes, data, length);
        memory->length = length; /* last: what was cut short is not there */
    }
    close_vault(memory);
    return fits;
}

GBytes *desk_vault_take(int vault)
{
    Vault *memory = open_vault(vault);
    if (!memory)
        return NULL;
    guint64 length = memory->length;
    GBytes *bytes = length > 0 && length <= ROOM ? g_bytes_new(memory->bytes, length) : NULL;
    explicit_bzero(memory, length <= ROOM ? sizeof *memory + length : VAULT_BYTES);
    close_vault(memory);
    return bytes;
}
