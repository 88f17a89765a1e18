/* Faults of a disk and of a clock, for a process that is started with this library preloaded.
 *
 * FOREFOOT_FAULTS names a folder. Its file `switches` holds three numbers of eight bytes, which another process may
 * change at any time: whether a sync fails with EIO, whether a write fails with ENOSPC, and the seconds by which the
 * clock is wrong. Only files below FOREFOOT_FAULTS_BELOW are concerned. Whenever one of them was synced, its content is
 * copied to the folder `durable` beside the switches: no more than that is sure to outlive a power cut.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *switches;
static const char *folder, *below;

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_switches(void) {
    char path[PATH_MAX];
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_clock = dlsym(RTLD_NEXT, "clock_gettime");
    below = getenv("FOREFOOT_FAULTS_BELOW");
    const char *named = getenv("FOREFOOT_FAULTS");
    if (named == NULL || below == NULL) return;
    snprintf(path, sizeof path, "%s/switches", named);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void *mapped = mmap(NULL, 3 * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) return;
    folder = named;
    switches = mapped;
}

/* The path of an open file that is concerned, NULL for any other. */
static const char *concerned(int file, char *path) {
    char link[64];
    if (switches == NULL) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return NULL;
    path[length] = 0;
    return strncmp(path, below, strlen(below)) == 0 ? path : NULL;
}

static int copy_all(int from, int to) {
    static __thread char block[1 << 16];
    off64_t at = 0;
    ssize_t got;
    while ((got = pread64(from, block, sizeof block, at)) > 0) {
        if (real_write(to, block, (size_t)got) != got) return -1;
        at += got;
    }
    return got < 0 ? -1 : 0;
}

static void keep(const char *path) {
    char made[PATH_MAX + 64], kept[PATH_MAX + 64];
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    snprintf(kept, sizeof kept, "%s/durable/%s", folder, name);
    snprintf(made, sizeof made, "%s/.%s-%d-%p", folder, name, (int)getpid(), (void *)&errno);
    int from = open(path, O_RDONLY | O_CLOEXEC), to = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (from >= 0 && to >= 0 && copy_all(from, to) == 0) rename(made, kept);
    if (from >= 0) close(from);
    if (to >= 0) close(to);
}

static int synced(int file, int (*really)(int)) {
    char path[PATH_MAX];
    const char *found = concerned(file, path);
    if (found == NULL) return really(file);
    if (switches[0]) {
        errno = EIO;
        return -1;
    }
    int done = really(file);
    if (done == 0) keep(found);
    return done;
}

int fsync(int file) { return synced(file, real_fsync); }

int fdatasync(int file) { return synced(file, real_fdatasync); }

static int is_full(int file) {
    char path[PATH_MAX];
    if (switches == NULL || !switches[1] || concerned(file, path) == NULL) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int file, const void *data, size_t size) { return is_full(file) ? -1 : real_write(file, data, size); }

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return is_full(file) ? -1 : real_pwrite(file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = real_clock(which, now);
    if (done == 0 && switches != NULL && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += switches[2];
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now != NULL) *now = exact.tv_sec;
    return exact.tv_sec;
}
