package say

var jaCompile = table{}
