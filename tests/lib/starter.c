/* starter: lets the program be linked once and begun many times (Casegate::Starter has the other end).
 *
 * Preloaded into the program it does not let main begin but waits on descriptor 0, a socket that keeps
 * messages apart. Each message is one call: the files for descriptors 0, 1 and 2, then the arguments
 * with the program's name, each with its NUL. For each it forks, and the fork runs main as after an
 * exec and ends through exit(). Back goes the status, as waitpid() has it.
 *
 * Environment, folder, umask and ignored signals are those that it was itself begun with; the
 * program finds neither the socket nor LD_PRELOAD. What libraries do when they are loaded is done
 * once, so nothing random may come of it: a fork draws its own (tests/cli/008-starter.t).
 *
 * It ends, and leaves nothing, when the test does. A call that it cannot carry out ends with 126 and
 * says why where the program's errors go. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int Main(int, char **, char **);
typedef int Start(Main *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
Start __libc_start_main;
const char *__asan_default_options(void);

#define REQUEST_MOST 65536 /* bytes; Casegate::Starter keeps to it */
#define ARGUMENTS_MOST 1024
static Main *program_main;
static char request[REQUEST_MOST + 1];

/* The sanitizer's library need not be the first. */
const char *__asan_default_options(void)
{
    return "verify_asan_link_order=0";
}

static void cannot(const char *what)
{
    perror(what);
    _exit(126);
}

/* The words of a request; returns how many. */
static int split(size_t length, char **words)
{
    int n = 0;
    for (char *at = request; at < request + length; at += strlen(at) + 1) {
        if (n == ARGUMENTS_MOST)
            cannot("too many arguments");
        words[n++] = at;
    }
    words[n] = NULL;
    return n;
}

/* Errors first, so that what cannot be opened is said there. */
static void open_files(char **paths)
{
    for (int fd = 2; fd >= 0; fd--) {
        int flags = fd == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
        int file = open(paths[fd], flags | O_CLOEXEC, 0666);
        if (file < 0 || dup2(file, fd) < 0 || close(file) != 0)
            cannot(paths[fd]);
    }
}

/* In the fork: the program, from its beginning to its code. */
static int begin(size_t length)
{
    static char *words[ARGUMENTS_MOST + 1];
    int n = split(length, words);
    if (n < 4)
        cannot("no call");
    open_files(words);
    return program_main(n - 3, words + 3, environ);
}

/* In place of main. */
static int wait_for_calls(int argc, char **argv, char **envp)
{
    ssize_t length;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    unsetenv("LD_PRELOAD");
    while ((length = recv(STDIN_FILENO, request, REQUEST_MOST, 0)) > 0) {
        int status = 0;
        pid_t pid = fork();
        if (pid == 0)
            return begin((size_t)length);
        if (pid < 0 || waitpid(pid, &status, 0) != pid)
            cannot("no fork");
        if (send(STDIN_FILENO, &status, sizeof status, MSG_NOSIGNAL) < 0)
            break;
    }
    _exit(0);
}

int __libc_start_main(Main *own, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*loader_fini)(void), void *stack_end)
{
    Start *start = NULL;
    *(void **)&start = dlsym(RTLD_NEXT, "__libc_start_main");
    program_main = own;
    return start(wait_for_calls, argc, argv, init, fini, loader_fini, stack_end);
}
