@echo off
rem Double click: opens the desk in the browser. Needs Python 3.11 or newer.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul
if errorlevel 1 (
  python start.py app %*
) else (
  py -3 start.py app %*
)
if errorlevel 1 pause
