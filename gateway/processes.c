#include "processes.h"
#include "store_read.h"

#include <sys/stat.h>
#include <time.h>

/* Seconds since the file was written, by the clock that stamps files; 0 when it cannot be said. */
static double age_of(const char *path)
{
    struct stat found;
    struct timespec now;
    if (stat(path, &found) || clock_gettime(CLOCK_REALTIME, &now))
        return 0;
    double age = (double)(now.tv_sec - found.st_mtim.tv_sec) +
                 (double)(now.tv_nsec - found.st_mtim.tv_nsec) / 1e9;
    return age > 0 ? age : 0;
}

json_t *els_processes_json(const char *store)
{
    els_buf path = {0}, why = {0};
    json_t *processes = NULL;
    els_buf_printf(&path, "%s/processes.json", store);
    if (els_store_read_json(store, "processes.json", &processes, &why) == ELS_OK)
        json_object_set_new(processes, "age_seconds", json_real(age_of(path.ptr)));
    els_buf_fini(&path);
    els_buf_fini(&why);
    return processes ? processes : json_null();
}
