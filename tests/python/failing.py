"""A file system in memory, mounted at ARGUMENT, whose files fail as their names say.

Of `read-EIO-204800`, no byte from that one on can be read; of `write-ENOSPC-204800`, none can be written.
"""
import errno
import stat
import sys

import mfusepy


class Failing(mfusepy.Operations):
    def __init__(self):
        self.files = {}

    def file(self, path):
        if path not in self.files:
            raise mfusepy.FuseOSError(errno.ENOENT)
        return self.files[path]

    def check(self, path, operation, end):
        failing, error, limit = path[1:].split('-')
        if failing == operation and end > int(limit):
            raise mfusepy.FuseOSError(getattr(errno, error))

    def getattr(self, path, fh=None):
        if path == '/':
            return {'st_mode': stat.S_IFDIR | 0o755, 'st_nlink': 2}
        return {'st_mode': stat.S_IFREG | 0o644, 'st_nlink': 1, 'st_size': len(self.file(path))}

    def create(self, path, mode, fi=None):
        self.files[path] = bytearray()
        return 0

    def unlink(self, path):
        del self.files[path]
        return 0

    def truncate(self, path, length, fh=None):
        file = self.file(path)
        del file[length:]
        file.extend(bytes(length - len(file)))
        return 0

    def read(self, path, size, offset, fh):
        file = self.file(path)
        self.check(path, 'read', min(offset + size, len(file)))
        return bytes(file[offset:offset + size])

    def write(self, path, data, offset, fh):
        self.check(path, 'write', offset + len(data))
        file = self.file(path)
        if len(file) < offset:
            file.extend(bytes(offset - len(file)))
        file[offset:offset + len(data)] = data
        return len(data)


mfusepy.FUSE(Failing(), sys.argv[1], foreground=False, nothreads=True)
